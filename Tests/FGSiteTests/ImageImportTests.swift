import FGCatalog
import FGCore
import FGGenerator
import FGProcess
import FGStorage
import Synchronization
import Testing

@testable import FGSite

struct ImageImportTests {
    private static func session(_ folder: FilePath) throws -> Session {
        try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
    }

    private static func request(_ file: FilePath, expected: Digest? = nil, format: String? = nil)
        -> ImageImportRequest
    {
        ImageImportRequest(file: file, name: "imported", expected: expected, format: format)
    }

    private static func take(_ request: ImageImportRequest, _ session: Session) async throws -> Record {
        try await session.images.importImage(request) { _ in }
    }

    private static func sparseDisk(_ folder: FilePath) throws -> FilePath {
        let path = folder / "disk.raw"
        let file = try OpenFile(path, .create(permissions: 0o600))
        try file.truncate(to: 256 << 20)
        try file.write([UInt8](repeating: 7, count: 1 << 20), at: 100 << 20)
        return path
    }

    private static func isEmpty(_ session: Session) async throws -> Bool {
        let store = session.location.store
        let ingest = store / "ingest"
        let table = try await session.images.list(where: nil, versions: .all)
        return try table.rows.isEmpty && (!ingest.isFolder || ingest.entries().isEmpty)
    }

    @Test func `a raw disk is stored with its holes under its digest`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let disk = try Self.sparseDisk(folder)
            let digest = try Digest(ofFileAt: disk)
            let record = try await Self.take(Self.request(disk, expected: digest), session)
            #expect(record["digest"] == .text(digest.description))
            let blob = try session.services().store.existingPath(of: digest)
            #expect((blob.status()?.allocated ?? 0) < 4 << 20)
        }
    }

    @Test func `another digest than the expected one stores nothing`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let disk = try Self.sparseDisk(folder)
            await #expect(throws: FGError.self) {
                try await Self.take(Self.request(disk, expected: Digest(of: [1])), session)
            }
            #expect(try await Self.isEmpty(session))
        }
    }

    @Test(arguments: [("gzip", "gz"), ("xz", "xz"), ("zstd", "zst")])
    func `a compressed disk is unpacked to the same digest, with holes`(_ program: String, _ ending: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let disk = try Self.sparseDisk(folder)
            let packed = folder / "disk.raw.\(ending)"
            var command = Command(try Program.find(program, package: program), ["-c", disk.string])
            command.output = .file(packed)
            try await command.runChecked()
            let record = try await Self.take(Self.request(packed), session)
            let digest = try Digest(ofFileAt: disk)
            #expect(record["digest"] == .text(digest.description))
            let blob = try session.services().store.existingPath(of: digest)
            #expect((blob.status()?.allocated ?? 0) < 4 << 20)
        }
    }

    @Test func `a decompression bomb is refused and leaves nothing`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let packed = folder / "bomb.zst"
            let program = try Program.find("zstd", package: "zstd")
            var command = Command(program, ["-q", "-1", "-c"])
            let left = Mutex(1100)
            // Bytes that are no holes, over the limit for such a small file.
            command.input = .pieces {
                left.withLock { left in
                    left -= 1
                    return left < 0 ? [] : [UInt8](repeating: 7, count: 1 << 20)
                }
            }
            command.output = .file(packed)
            try await command.runChecked()
            let error = await #expect(throws: FGError.self) {
                try await Self.take(Self.request(packed), session)
            }
            #expect(error?.code == .refused)
            #expect(try await Self.isEmpty(session))
        }
    }

    @Test func `a very sparse disk is unpacked with its holes, however well it was packed`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let disk = folder / "disk.raw"
            let file = try OpenFile(disk, .create(permissions: 0o600))
            try file.truncate(to: 1100 << 20)
            try file.write([UInt8](repeating: 7, count: 1 << 20), at: 1 << 30 + 100)
            let packed = folder / "disk.raw.zst"
            var command = Command(try Program.find("zstd", package: "zstd"), ["-q", "-1", "-c", disk.string])
            command.output = .file(packed)
            try await command.runChecked()
            let record = try await Self.take(Self.request(packed), session)
            #expect(record["size"] == .size(ByteCount(1100 << 20)))
            let digest = try Digest(ofFileAt: disk)
            #expect(record["digest"] == .text(digest.description))
            let blob = try session.services().store.existingPath(of: digest)
            #expect((blob.status()?.allocated ?? 0) < 4 << 20)
        }
    }

    @Test func `the room for unpacking is the limit that is enforced`() {
        #expect(UnpackingLimits(packed: 10).content == ByteCount(1 << 30))
        #expect(UnpackingLimits(packed: 100 << 20).content == ByteCount(200 * 100 << 20))
        #expect(UnpackingLimits(packed: .max).content == ByteCount(256 << 30))
    }

    @Test(arguments: ["empty.tar", "empty.tgz"])
    func `a file that only its name calls an archive is no disk`(_ name: String) async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            try (folder / name).write([UInt8](repeating: 0, count: 10_240))
            let error = await #expect(throws: FGError.self) {
                try await Self.take(Self.request(folder / name), session)
            }
            #expect(error?.code == .refused)
            #expect(try await Self.isEmpty(session))
            _ = try await Self.take(Self.request(folder / name, format: "raw"), session)
        }
    }

    @Test func `a disk with a backing file is refused and nothing is read from it`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            var command = Command(
                try Program.find("qemu-img", package: "qemu-utils"),
                ["create", "-q", "-f", "qcow2", "-u", "-b", "/etc/passwd", "-F", "raw", "a.qcow2", "1M"]
            )
            command.folder = folder
            try await command.runChecked()
            let error = await #expect(throws: FGError.self) {
                try await Self.take(Self.request(folder / "a.qcow2"), session)
            }
            #expect(error?.code == .refused)
            #expect(try await Self.isEmpty(session))
        }
    }
}
