import FGCatalog
import FGCore
import FGLanguage
import FGProcess
import Glibc
import Testing

@testable import FGSite

/// What is found in an imported image, and found again by it.
struct ImageAnalysisTests {
    static func session(_ folder: FilePath) throws -> Session {
        try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
    }

    static func take(_ file: FilePath, _ session: Session, isQuick: Bool = true) async throws -> Record {
        let request = ImageImportRequest(
            file: file,
            name: nil,
            expected: nil,
            format: nil,
            isQuick: isQuick
        )
        return try await session.images.importImage(request) { _ in }
    }

    private static func shown(_ name: String, _ session: Session) async throws -> Record {
        try await session.images.show(ImageReference(parsing: name))
    }

    /// The names of the images that a condition holds for.
    private static func names(where text: String, _ session: Session) async throws -> [String] {
        let parsed = Parser.parse(Source(name: "test", text: "image list where " + text))
        guard case .pipeline(let pipeline) = try #require(parsed.script.statements.first).kind else {
            return []
        }
        let condition = try #require(pipeline.command.condition).resolved(
            fields: Catalog.imageFields,
            user: session.user
        )
        return try await session.images.list(where: condition, versions: .newest).rows.map { $0[0].literal }
    }

    /// The folder of a small Debian system.
    static func system(_ folder: FilePath) throws -> FilePath {
        let tree = folder / "tree"
        for name in ["boot", "etc", "usr/bin", "var/lib/dpkg"] { try (tree / name).makeFolder() }
        try (tree / "etc/os-release").write(
            "ID=debian\nVERSION_CODENAME=bookworm\nPRETTY_NAME=\"Debian 12\"\n"
        )
        try (tree / "etc/passwd").write("alice:x:1000:1000::/home/alice:/bin/sh\n")
        let program: [UInt8] =
            [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 11) + [183, 0]
        try (tree / "usr/bin/sh").write(program + [UInt8](repeating: 0, count: 44))
        guard symlink("usr/bin", (tree / "bin").string) == 0 else { throw FGError.system("link", tree) }
        try (tree / "boot/vmlinuz-6.1.0-32-arm64").write("kernel")
        try (tree / "var/lib/dpkg/status").write(
            """
            Package: openssh-server
            Status: install ok installed
            Architecture: arm64
            Version: 1:9.2p1-2

            """
        )
        return tree
    }

    private static func disk(_ folder: FilePath) async throws -> FilePath {
        let disk = folder / "foreign.raw"
        let tree = try system(folder)
        try await run("mke2fs", ["-q", "-t", "ext4", "-d", tree.string, disk.string, "16M"])
        return disk
    }

    static func run(_ program: String, _ arguments: [String]) async throws {
        try await Command(try Program.find(program, package: program), arguments).runChecked()
    }

    static func requireFound(_ session: Session, _ name: String = "foreign") async throws {
        let shown = try await shown(name, session)
        #expect(shown["os"] == .text("debian") && shown["release"] == .text("bookworm"))
        #expect(shown["arch"] == .text("arm64") && shown["kernel"]?.literal == "6.1.0-32-arm64")
        #expect(shown["packages"] == .integer(1) && shown["users"] == .list([.text("alice")]))
        #expect(
            shown["found"]
                == .text("Debian 12, arm64, kernel 6.1.0-32-arm64, 1 package (dpkg), 1 user, 0 services")
        )
        let found = try await names(where: "os == debian and package openssh-server >= 1:9", session)
        #expect(found == [name])
        #expect(try await names(where: "package openssh-server >= 1:10", session) == [])
    }

    @Test func `a foreign disk is found by its system and packages, also after a rebuild of the site`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let record = try await Self.take(try await Self.disk(folder), session)
            #expect(record["unread"] == .list([]))
            try await Self.requireFound(session)

            let catalog = session.location.database
            for ending in ["", "-wal", "-shm"] { try FilePath(catalog.string + ending).removeFile() }
            let again = try Self.session(folder)
            _ = try await again.rebuild(.real) { _ in }
            try await Self.requireFound(again)
        }
    }

    @Test(arguments: ["qcow2", "vmdk", "vpc", "vdi"])
    func `a disk in another format is analysed like a raw one`(format: String) async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let disk = try await Self.disk(folder)
            let other = folder / "other.\(format)"
            let options = format == "vmdk" ? ["-o", "subformat=streamOptimized"] : []
            try await Self.run(
                "qemu-img",
                ["convert", "-f", "raw", "-O", format] + options + [disk.string, other.string]
            )
            _ = try await Self.take(other, session)
            try await Self.requireFound(session, "other")
        }
    }

    @Test func `a compressed archive of a root is analysed`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let archive = folder / "root.tar.gz"
            try await Self.run("tar", ["-C", try Self.system(folder).string, "-czf", archive.string, "."])
            _ = try await Self.take(archive, session)
            try await Self.requireFound(session, "root")
        }
    }

    @Test func `what is not read is said, and the image is imported`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Self.session(folder)
            let disk = folder / "rocky.raw"
            let file = try OpenFile(disk, .create(permissions: 0o600))
            try file.truncate(to: 4 << 20)
            try file.write(Array("XFSB".utf8), at: 0)
            let record = try await Self.take(disk, session)
            #expect(record["found"] == .text("no system was found"))
            #expect(record["unread"] == .list([.text("the disk: xfs is not read, only ext4 is")]))
            let shown = try await Self.shown("rocky", session)
            #expect(shown["unread"] == record["unread"] && shown["os"] == .null)
        }
    }
}
