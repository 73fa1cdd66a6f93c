import FGCatalog
import FGCore
import FGProcess
import FGStorage
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
            let zeros = folder / "zeros"
            try OpenFile(zeros, .create(permissions: 0o600)).truncate(to: 3 << 30)
            let packed = folder / "bomb.zst"
            var command = Command(
                try Program.find("zstd", package: "zstd"),
                ["-q", "-1", "-c", zeros.string]
            )
            command.output = .file(packed)
            try await command.runChecked()
            let error = await #expect(throws: FGError.self) {
                try await Self.take(Self.request(packed), session)
            }
            #expect(error?.code == .refused)
            #expect(try await Self.isEmpty(session))
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

    @Test func `the folder of an OCI layout becomes one archive, the same each time`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let layout = folder / "layout"
            try Self.makeLayout(layout)
            let first = try await Self.take(Self.request(layout), session)
            let second = try await Self.take(Self.request(layout), session)
            #expect(first["format"] == .text("oci-layout"))
            #expect(first["digest"] == second["digest"])
        }
    }

    private static func makeLayout(_ folder: FilePath) throws {
        let blobs = folder / "blobs" / "sha256"
        try blobs.makeFolder()
        func blob(_ text: String) throws -> String {
            let digest = Digest(of: Array(text.utf8))
            try (blobs / digest.hex).write(text)
            return "\"digest\":\"\(digest)\",\"size\":\(text.utf8.count)"
        }
        let configuration = try blob(
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}"
        )
        let manifest = try blob(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\(configuration)},\"layers\":[]}"
        )
        try (folder / "oci-layout").write("{\"imageLayoutVersion\":\"1.0.0\"}")
        try (folder / "index.json").write(
            "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\(manifest)}]}"
        )
    }
}
