import FGCatalog
import FGCore
import FGGenerator
import FGInspect
import FGLanguage
import FGStorage
import Testing

@testable import FGSite

/// Images of OCI layouts as bases, honest and hostile ones.
struct BaseLayoutTests {
    private typealias Layout = OCIFixture

    private static func file(_ name: String, _ text: String) -> [UInt8] {
        Layout.member(name, content: Array(text.utf8))
    }

    private static let lower = Layout.archive([
        file("etc/os-release", "ID=debian\nVERSION_CODENAME=bookworm\n"), file("usr/bin/dpkg", "x"),
        file("boot/vmlinuz-6.1", "old"),
        file(
            "var/lib/dpkg/status",
            "Package: bash\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n"
        ),
    ])
    private static let upper = Layout.archive([
        Layout.member("boot/.wh.vmlinuz-6.1"), file("boot/vmlinuz-6.6", "new"),
        file(
            "var/lib/dpkg/status",
            "Package: tree\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2\n\n"
        ),
    ])

    private static func session(_ folder: FilePath) throws -> Session {
        try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
    }

    private static func pin(_ line: String, in folder: FilePath) async throws -> Recipe.Base? {
        let level = try TemplateLevel(parsing: "template a {\n \(line)\n}", name: "t.fg", folder: folder)
        let session = try session(folder)
        let resolution = try TemplateResolver.resolve([level], arguments: [:])
        return try await session.generation.pinnedBase(of: resolution, refreshing: false) { _ in }?.recipe
    }

    @Test(arguments: ["", "gzip", "zstd"])
    func `an image is pinned layer by layer, and is what its layers make together`(compression: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            try await Layout.make(
                folder / "layout",
                layers: [Self.lower, Self.upper],
                compression: compression
            )
            let base = try #require(try await Self.pin("base oci from=layout", in: folder))
            #expect(base.documents.first == base.digest)
            #expect(base.documents.count == 2)
            #expect(base.layers.map(\.content) == [Digest(of: Self.lower), Digest(of: Self.upper)])
            #expect(base.packages.map(\.name) == ["tree"])
            #expect(base.kernel == "6.6")
            let store = try Self.session(folder).services().store
            #expect(base.blobs.allSatisfy(store.contains))
        }
    }

    @Test(arguments: [
        ([Layout.member("../evil", content: [1])], "leads out of the archive"),
        ([Layout.member("a", type: "2", link: "/etc"), file("a/b", "x")], "goes through the symbolic link"),
        ([Layout.member("a/.wh...", content: [])], "removes the folder that it is in"),
        ([Layout.member("a", type: "1", link: "/etc/shadow")], "is no earlier file here"),
    ])
    func `a hostile layer is refused before anything is unpacked`(members: [[UInt8]], reason: String)
        async throws
    {
        for compression in ["", "gzip"] {
            try await TemporaryFolder.with { folder in
                let layers = [Self.lower, Layout.archive(members)]
                try await Layout.make(folder / "layout", layers: layers, compression: compression)
                let error = await #expect(throws: FGError.self) {
                    _ = try await Self.pin("base oci from=layout", in: folder)
                }
                #expect(error?.code == .refused)
                #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
            }
        }
    }

    @Test func `a layer that its configuration does not name is refused`() async throws {
        try await TemporaryFolder.with { folder in
            try await Layout.make(
                folder / "layout",
                layers: [Self.lower],
                compression: "gzip",
                diffIDs: [Digest(of: "another")]
            )
            let error = await #expect(throws: FGError.self) {
                _ = try await Self.pin("base oci from=layout", in: folder)
            }
            #expect(error?.message.contains("its configuration says") == true, "\(error?.message ?? "")")
        }
    }

    @Test func `a layer that unpacks to far more than it is is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let size = (1 << 30) + (64 << 20)
            let bomb = Layout.member("zeros", content: [], size: size) + [UInt8](repeating: 0, count: size)
            try await Layout.make(folder / "layout", layers: [bomb], compression: "zstd")
            let error = await #expect(throws: FGError.self) {
                _ = try await Self.pin("base oci from=layout", in: folder)
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains("unpacks to more than") == true, "\(error?.message ?? "")")
        }
    }

    @Test(arguments: [
        ("reference=two", "the layout has no image \"two\""),
        ("reference=one", "the layout has no image \"one\""),
    ])
    func `an image that the layout does not have is told at the line`(argument: String, reason: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            try await Layout.make(folder / "layout", layers: [Self.lower])
            do {
                _ = try await Self.pin("base oci from=layout \(argument)", in: folder)
                Issue.record("the layout has such an image")
            } catch let error as SourceError {
                #expect(error.diagnostics.map(\.message) == [reason])
            }
        }
    }

    @Test func `a layout of the catalog is a base by its name, with the same layers as by its file`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            try await Layout.make(folder / "layout", layers: [Self.lower, Self.upper], compression: "gzip")
            let session = try Self.session(folder)
            let request = ImageImportRequest(file: folder / "layout", name: "i", expected: nil, format: nil)
            _ = try await session.images.importImage(request) { _ in }
            let named = try #require(try await Self.pin("base image i", in: folder))
            let direct = try #require(try await Self.pin("base oci from=layout", in: folder))
            #expect(named.source == "tests/i:1")
            #expect(named.layers == direct.layers)
            #expect(named.digest == direct.digest)
            #expect(named.packages.map(\.name) == ["tree"])
        }
    }

    @Test func `an imported layout is searched by what its layers hold`() async throws {
        try await TemporaryFolder.with { folder in
            try await Layout.make(folder / "layout", layers: [Self.lower, Self.upper], compression: "gzip")
            let session = try Self.session(folder)
            let request = ImageImportRequest(file: folder / "layout", name: "i", expected: nil, format: nil)
            let record = try await session.images.importImage(request) { _ in }
            let found = record.fields.first { $0.name == "found" }?.value.literal
            #expect(found == "debian, amd64, kernel 6.6, 1 package (dpkg), 0 users, 0 services")
            let version = try session.services().catalog.resolve(
                ImageReference(parsing: "i"),
                project: "tests"
            )
            #expect(version.os == "debian")
            #expect(version.kernel == "6.6")
        }
    }
}
