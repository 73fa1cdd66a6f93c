import FGCore
import FGProcess
import Glibc
import Testing

@testable import FGInspect

/// Layers of images that are unpacked over each other, honest and hostile ones.
struct LayerExtractionTests {
    private typealias Member = [UInt8]

    private static func file(_ name: String, _ text: String = "x") -> Member {
        InspectionFixture.member(name, content: Array(text.utf8))
    }

    private static func folder(_ name: String) -> Member { InspectionFixture.member(name + "/", type: "5") }

    private static func link(_ name: String, to target: String) -> Member {
        InspectionFixture.member(name, type: "2", link: target)
    }

    /// Unpacks layers over each other as a user who keeps owners where that is root.
    private static func extract(_ layers: [[Member]], into folder: FilePath) throws {
        var options = ArchiveExtractor.Options.root(.layer)
        options.keepsOwners = geteuid() == 0
        try folder.makeFolder()
        for (number, layer) in layers.enumerated() {
            let archive = FilePath("\(folder)-\(number).tar")
            try InspectionFixture.archive(layer, at: archive)
            var reader = try TarReader(OpenFile(archive))
            _ = try ArchiveExtractor(options).extract(&reader, into: folder)
        }
    }

    /// Every path below a folder, sorted.
    private static func paths(_ folder: FilePath, _ prefix: String = "") throws -> [String] {
        try folder.entries().flatMap { name -> [String] in
            let path = folder / name
            let isFolder = path.linkStatus()?.kind == .folder
            return [prefix + name] + (isFolder ? try paths(path, prefix + name + "/") : [])
        }
    }

    /// The layers, and what is left of them.
    private static let cases: [(layers: [[Member]], left: [String])] = [
        ([[file("a"), file("b")], [file(".wh.a")]], ["b"]),
        ([[file("d/x"), file("d/y/z")], [file("d/.wh.y")]], ["d", "d/x"]),
        ([[file("d/x"), file("d/y/z")], [file("d/.wh..wh..opq"), file("d/n")]], ["d", "d/n"]),
        // Whatever comes first in the layer, its own files stay.
        (
            [[file("d/x")], [file("d/n"), file("d/s/m"), file("d/.wh..wh..opq")]],
            ["d", "d/n", "d/s", "d/s/m"]
        ),
        ([[file("d/x")], [file("d/x", "new"), file("d/.wh.x")]], ["d", "d/x"]),
        ([[file("d/x"), file("d/y")], [file("d")]], ["d"]),
        ([[link("d", to: "e")], [folder("d"), file("d/x")]], ["d", "d/x"]),
        ([[file("a")], [file("n/.wh.gone"), file(".wh..wh.plnk")]], ["a"]),
        ([[file("a")], [file(".wh..wh..opq"), file("b")]], ["b"]),
    ]

    @Test(arguments: 0..<cases.count)
    func `whiteouts take away what is below, and nothing of their own layer`(index: Int) async throws {
        try await TemporaryFolder.with { folder in
            let root = folder / "root"
            try Self.extract(Self.cases[index].layers, into: root)
            #expect(try Self.paths(root) == Self.cases[index].left)
        }
    }

    @Test(arguments: 0..<cases.count)
    func `layers that are only read show the same files`(index: Int) async throws {
        try await TemporaryFolder.with { folder in
            let files = try Self.cases[index].layers.enumerated().map { number, layer in
                let archive = folder / "\(number).tar"
                try InspectionFixture.archive(layer, at: archive)
                return try OpenFile(archive)
            }
            let tree = try TarTree(layers: files)
            func paths(_ path: String) -> [String] {
                tree.entries(path).flatMap { name -> [String] in
                    let child = (path == "/" ? "" : path) + "/" + name
                    return [String(child.dropFirst())] + (tree.kind(child) == .folder ? paths(child) : [])
                }
            }
            #expect(paths("/") == Self.cases[index].left)
        }
    }

    @Test func `a file that another layer has again is that layer's`() async throws {
        try await TemporaryFolder.with { folder in
            let layers = [[Self.file("etc/name", "old")], [Self.file("etc/name", "new")]]
            try Self.extract(layers, into: folder / "root")
            #expect(try (folder / "root/etc/name").readText() == "new")
            let files = (0..<2).map { FilePath("\(folder)/root-\($0).tar") }
            let tree = try TarTree(layers: files.map { try OpenFile($0) })
            #expect(try tree.text("/etc/name") == "new")
        }
    }

    @Test(arguments: [
        ([[file("../evil")]], "leads out of the archive"),
        ([[file("/evil")]], "is an absolute path"),
        ([[file("d/.wh...")]], "removes the folder that it is in"),
        ([[file("d/.wh..")]], "removes the folder that it is in"),
        ([[file("d/.wh.")]], "removes the folder that it is in"),
        ([[link("d", to: "/tmp"), file("d/x")]], "goes through the symbolic link"),
        ([[link("d", to: "/tmp")], [file("d/x")]], "is not a folder"),
        ([[InspectionFixture.member("x", type: "1", link: "/etc/shadow")]], "is no earlier file here"),
        ([[file("x")], [InspectionFixture.member("y", type: "1", link: "x")]], "is no earlier file here"),
    ])
    func `a hostile layer is refused and leaves nothing outside`(layers: [[[UInt8]]], reason: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let error = #expect(throws: FGError.self) {
                try Self.extract(layers, into: folder / "root")
            }
            #expect(error?.code == .refused)
            #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
            #expect(!(folder / "evil").exists)
            #expect(!FilePath("/tmp/x").exists)
        }
    }

    @Test func `whiteouts through a link take nothing away outside`() async throws {
        try await TemporaryFolder.with { folder in
            try (folder / "outside").makeFolder()
            try (folder / "outside/kept").write("kept")
            let layers = [
                [Self.link("d", to: (folder / "outside").string)],
                [Self.file("d/.wh.kept"), Self.file("d/.wh..wh..opq")],
            ]
            try Self.extract(layers, into: folder / "root")
            #expect((folder / "outside/kept").exists)
        }
    }

    @Test func `devices and pipes of a layer are left out`() async throws {
        try await TemporaryFolder.with { folder in
            let layer = [
                InspectionFixture.member("null", type: "3"), InspectionFixture.member("disk", type: "4"),
                InspectionFixture.member("pipe", type: "6"), Self.file("file"),
            ]
            try Self.extract([layer], into: folder / "root")
            #expect(try (folder / "root").entries() == ["file"])
        }
    }

    @Test func `attributes that overlayfs would read as its own are not kept`() {
        let options = ArchiveExtractor.Options.root(.files)
        #expect(options.keeps(attribute: "user.comment"))
        #expect(options.keeps(attribute: "security.capability"))
        #expect(!options.keeps(attribute: "user.overlay.redirect"))
        #expect(!options.keeps(attribute: "trusted.overlay.opaque"))
        #expect(!options.keeps(attribute: "security.selinux"))
    }

    @Test func `a file system comes out as the files that it was made of`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "tree"
            try (tree / "etc").makeFolder()
            try (tree / "etc/name").write("content", permissions: 0o640)
            #expect(Glibc.link((tree / "etc/name").string, (tree / "other").string) == 0)
            #expect(symlink("etc/name", (tree / "way").string) == 0)
            #expect(chmod((tree / "etc").string, 0o2750) == 0)
            let image = folder / "root.ext4"
            let tool = try Program.find("mke2fs", package: "e2fsprogs")
            try await Command(tool, ["-q", "-t", "ext4", "-d", tree.string, image.string, "16M"]).runChecked()
            let listing = try FileListing(Ext4FileSystem(DiskRegion(OpenFile(image))))
            var options = ArchiveExtractor.Options.root(.files)
            options.keepsOwners = geteuid() == 0
            try (folder / "out").makeFolder()
            _ = try ArchiveExtractor(options).extract(listing, into: folder / "out")
            let name = try #require((folder / "out/etc/name").linkStatus())
            #expect(name.permissions == 0o640)
            #expect(name.inode == (folder / "out/other").linkStatus()?.inode)
            #expect(try (folder / "out/other").readText() == "content")
            #expect(try (folder / "out/way").linkTarget() == "etc/name")
            #expect((folder / "out/etc").linkStatus()?.permissions == 0o2750)
        }
    }
}
