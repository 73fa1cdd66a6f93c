import FGCore
import FGStorage
import Glibc
import Testing

struct BlobStoreTests {
    private let folder: TemporaryFolder
    private let store: BlobStore

    init() throws {
        folder = try TemporaryFolder()
        store = BlobStore(root: folder.path / "store")
    }

    private func file(_ text: String) throws -> FilePath {
        let path = folder.path / "source"
        try path.write(text)
        return path
    }

    @Test func `a file is stored under its digest, read-only`() throws {
        let blob = try store.ingest(file("abc"))
        #expect(blob.digest == Digest(of: "abc"))
        #expect(blob.size == 3)
        #expect(store.path(of: blob.digest).status()?.permissions == 0o444)
        #expect(try store.bytes(of: blob.digest) == Array("abc".utf8))
        #expect((folder.path / "source").exists)
    }

    @Test func `a moved file leaves its old place`() throws {
        let blob = try store.ingest(file("abc"), moving: true)
        #expect(try store.bytes(of: blob.digest) == Array("abc".utf8))
        #expect(!(folder.path / "source").exists)
    }

    @Test func `another digest than the expected one is refused and leaves nothing`() throws {
        let error = #expect(throws: FGError.self) {
            try store.ingest(file("abc"), expected: Digest(of: "abd"))
        }
        #expect(error?.code == .corrupt)
        #expect(try store.digests().isEmpty)
        #expect(try (store.root / "ingest").entries().isEmpty)
    }

    @Test func `holes stay holes and the digest is that of the whole`() throws {
        let path = folder.path / "sparse"
        let source = try OpenFile(path, .create(permissions: 0o600))
        try source.truncate(to: 64 << 20)
        try source.write(Array("middle".utf8), at: 32 << 20)
        let blob = try store.ingest(path)
        #expect(blob.size == 64 << 20)
        #expect(try Digest(ofFileAt: path) == blob.digest)
        #expect((store.path(of: blob.digest).status()?.allocated ?? .max) < 1 << 20)
    }

    @Test func `the same bytes are stored once`() throws {
        let first = try store.ingest(file("abc"))
        let second = try store.ingest(Array("abc".utf8))
        #expect(first == second)
        #expect(try store.digests() == [first.digest])
    }

    @Test func `changed bytes are found`() throws {
        let blob = try store.ingest(file("abc"))
        try store.verify(blob.digest)
        chmod(store.path(of: blob.digest).string, 0o600)
        try OpenFile(store.path(of: blob.digest), .readWrite).write([0], at: 1)
        let error = #expect(throws: FGError.self) { try store.verify(blob.digest) }
        #expect(error?.code == .corrupt)
    }

    @Test func `what a killed ingest left goes, what a living one writes stays`() throws {
        _ = try store.ingest(file("abc"))
        let left = store.root / "ingest" / "1.2"
        try left.write("half")
        let living = try OpenFile(store.root / "ingest" / "1.3", .create(permissions: 0o600))
        flock(living.descriptor, LOCK_EX)
        #expect(try store.recover() == 1)
        #expect(try (store.root / "ingest").entries() == ["1.3"])
    }

    @Test func `a cancelled ingest leaves nothing`() async throws {
        let path = try file(String(repeating: "x", count: 1000))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try store.ingest(path)
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try (store.root / "ingest").entries().isEmpty)
    }

    @Test func `a full disk is said and leaves nothing`() throws {
        let mount = folder.path / "small"
        try mount.makeFolder()
        try #require(Glibc.mount("tmpfs", mount.string, "tmpfs", 0, "size=64k") == 0, "needs root to mount")
        defer { umount(mount.string) }
        let small = BlobStore(root: mount / "store")
        let path = folder.path / "big"
        try path.write([UInt8](repeating: 1, count: 1 << 20))
        let error = #expect(throws: FGError.self) { try small.ingest(path) }
        #expect(error?.code == .quotaExceeded)
        #expect(try small.digests().isEmpty)
        #expect(try (small.root / "ingest").entries().isEmpty)
    }
}
