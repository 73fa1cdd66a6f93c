import FGCore
import Glibc
import Testing

@testable import FGSite

struct ImageExportTests {
    private struct Exporter {
        let folder: FilePath
        let session: Session

        /// A site with one image, `disk`.
        init(_ folder: FilePath) async throws {
            self.folder = folder
            session = try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
            let disk = folder / "disk.raw"
            try disk.write(Exporter.bytes)
            let request = ImageImportRequest(file: disk, name: "disk", expected: nil, format: nil)
            _ = try await session.images.importImage(request) { _ in }
        }

        static let bytes = [UInt8](repeating: 7, count: 1 << 20)

        func export(
            to path: FilePath,
            replacing: Bool = false,
            _ execution: Execution = .real
        ) async throws {
            _ = try await session.images.export(
                ImageReference(parsing: "disk"),
                artifact: nil,
                to: path,
                replacing: replacing,
                execution
            ) { _ in }
        }

        func names() throws -> [String] { try folder.entries().filter { $0 != "site" && $0 != "disk.raw" } }
    }

    @Test func `a link to a file stays one, and the file keeps its mode`() async throws {
        try await TemporaryFolder.with { folder in
            let exporter = try await Exporter(folder)
            try (folder / "file").write("old", permissions: 0o600)
            #expect(symlink("file", (folder / "link").string) == 0)
            try await exporter.export(to: folder / "link", replacing: true)
            #expect((folder / "link").linkStatus()?.kind == .symbolicLink)
            #expect(try (folder / "file").readBytes() == Exporter.bytes)
            #expect((folder / "file").status()?.permissions == 0o600)
            #expect(try exporter.names() == ["file", "link"])
        }
    }

    @Test func `what is no regular file is refused and stays`() async throws {
        try await TemporaryFolder.with { folder in
            let exporter = try await Exporter(folder)
            #expect(mkfifo((folder / "fifo").string, 0o600) == 0)
            #expect(symlink("nothing", (folder / "dangling").string) == 0)
            try (folder / "folder").makeFolder()
            if geteuid() == 0 {
                // The null device: 1, 3.
                #expect(mknod((folder / "null").string, S_IFCHR | 0o666, 0x0103) == 0)
            }
            let before = try exporter.names()
            for name in before {
                let status = (folder / name).linkStatus()
                for replacing in [false, true] {
                    let error = await #expect(throws: FGError.self) {
                        try await exporter.export(to: folder / name, replacing: replacing)
                    }
                    #expect(error?.code == (name == "dangling" && !replacing ? .exists : .invalid))
                    #expect(error?.subject == (folder / name).string)
                }
                #expect((folder / name).linkStatus() == status)
            }
            #expect(try exporter.names() == before)
        }
    }

    @Test func `a file that is there is kept without force, a missing folder is named as it was given`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let exporter = try await Exporter(folder)
            try (folder / "file").write("old")
            let kept = await #expect(throws: FGError.self) {
                try await exporter.export(to: folder / "file")
            }
            #expect(kept?.code == .exists)
            #expect(try (folder / "file").readText() == "old")
            let missing = await #expect(throws: FGError.self) {
                try await exporter.export(to: folder / "nowhere" / "file")
            }
            #expect(missing?.code == .notFound)
            #expect(missing?.subject == (folder / "nowhere" / "file").string)
            try await exporter.export(to: folder / "new")
            #expect(try (folder / "new").readBytes() == Exporter.bytes)
            #expect(try exporter.names() == ["file", "new"])
        }
    }

    @Test func `a rehearsal checks the destination and writes nothing`() async throws {
        try await TemporaryFolder.with { folder in
            let exporter = try await Exporter(folder)
            try await exporter.export(to: folder / "new", .rehearsal)
            await #expect(throws: FGError.self) {
                try await exporter.export(to: folder / "disk.raw", .rehearsal)
            }
            #expect(try exporter.names() == [])
        }
    }
}
