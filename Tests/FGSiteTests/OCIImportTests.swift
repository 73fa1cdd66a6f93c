import FGCore
import FGProcess
import Testing

@testable import FGSite

struct OCIImportTests {
    private typealias Layout = OCIFixture

    private static func take(_ file: FilePath, _ folder: FilePath) async throws -> Record {
        let session = try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
        let request = ImageImportRequest(file: file, name: "imported", expected: nil, format: nil)
        return try await session.images.importImage(request) { _ in }
    }

    private static func expectRefusal(_ file: FilePath, _ folder: FilePath, _ word: String) async throws {
        let error = await #expect(throws: FGError.self) { try await take(file, folder) }
        #expect(error?.code == .refused)
        #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
        let ingest = folder / "site" / "store" / "ingest"
        #expect(try !ingest.isFolder || ingest.entries().isEmpty)
    }

    /// What layers of real root file systems have.
    private static let honest = [
        Layout.member("dev/null", type: "3"), Layout.member("etc/mtab", type: "2", link: "/proc/mounts"),
        Layout.member("up", type: "2", link: "../../etc"), Layout.member("etc/name", content: [1, 2]),
        Layout.member("etc/.wh.old"), Layout.member("etc/.wh..wh..opq"),
        Layout.member("same", type: "1", link: "etc/name"),
    ]

    @Test func `a folder becomes one archive, the same each time`() async throws {
        try await TemporaryFolder.with { folder in
            let layout = folder / "layout"
            try await Layout.make(layout, layers: [])
            let first = try await Self.take(layout, folder)
            let second = try await Self.take(layout, folder)
            #expect(first["format"] == .text("oci-layout"))
            #expect(first["digest"] == second["digest"])
        }
    }

    @Test(arguments: ["", "gzip", "zstd"])
    func `a layer of a real system is taken, as a folder and as an archive`(_ compression: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let layout = folder / "layout"
            let archive = Layout.archive(Self.honest)
            try await Layout.make(layout, layers: [archive, Layout.archive([])], compression: compression)
            #expect(try await Self.take(layout, folder)["format"] == .text("oci-layout"))
            let tar = Command(
                try Program.find("tar", package: "tar"),
                [
                    "--create", "--gzip", "--file", "\(folder)/layout.tar.gz", "--directory", layout.string,
                    ".",
                ]
            )
            try await tar.runChecked()
            #expect(try await Self.take(folder / "layout.tar.gz", folder)["format"] == .text("oci-layout"))
        }
    }

    @Test(
        arguments: ["", "gzip", "zstd"],
        [
            [Layout.member("../../evil", content: [1])], [Layout.member("/evil", content: [1])],
            [Layout.member("l", type: "2", link: "/tmp"), Layout.member("l/evil", content: [1])],
            [Layout.member("etc/.wh...")], [Layout.member("h", type: "1", link: "/etc/passwd")],
        ]
    )
    func `a layer that leaves the root is refused`(_ compression: String, _ members: [[UInt8]]) async throws {
        try await TemporaryFolder.with { folder in
            let layout = folder / "layout"
            let layers = [Layout.archive([]), Layout.archive(members)]
            try await Layout.make(layout, layers: layers, compression: compression)
            try await Self.expectRefusal(layout, folder, "layer")
        }
    }

    @Test(arguments: ["", "gzip", "zstd"])
    func `a layer that is not the one of the configuration is refused`(_ compression: String) async throws {
        try await TemporaryFolder.with { folder in
            let layout = folder / "layout"
            try await Layout.make(
                layout,
                layers: [Layout.archive(Self.honest)],
                compression: compression,
                diffIDs: [Digest(of: [])]
            )
            try await Self.expectRefusal(layout, folder, compression.isEmpty ? "diff_id" : "configuration")
            try (folder / "layout").removeAll()
            try await Layout.make(layout, layers: [Layout.archive(Self.honest)], diffIDs: [])
            try await Self.expectRefusal(layout, folder, "configuration")
        }
    }

    @Test func `a layer that is a bomb or no archive is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let layout = folder / "layout"
            let noise = [UInt8](repeating: 7, count: 4096)
            try await Layout.make(layout, layers: [noise], compression: "gzip")
            try await Self.expectRefusal(layout, folder, "checksum")
            try layout.removeAll()
            // The size of the one file is over the limit, whatever follows.
            let bomb = Layout.member("bomb", content: [], size: 2 << 30)
            try await Layout.make(layout, layers: [bomb], compression: "zstd")
            try await Self.expectRefusal(layout, folder, "hold more than")
        }
    }
}
