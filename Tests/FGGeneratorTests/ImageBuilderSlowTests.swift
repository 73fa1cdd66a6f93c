import FGCore
import FGGenerator
import FGProcess
import FGStorage
import Testing

/// Builds a real disk from the archive that the host uses.
struct ImageBuilderSlowTests {
    @Test func `a template becomes a disk with clean file system, table and content, the same each time`()
        async throws
    {
        let folder = try TemporaryFolder(in: FilePath("/dev/shm").isFolder ? "/dev/shm" : nil)
        let store = BlobStore(root: folder.path / "store")
        let text = """
            template t {
                os debian bookworm
                package openssh-server
                user alice uid=1500 groups=video
                file /etc/motd text="hello" mode=0600
                run "echo made > /etc/made"
                service -apt-daily.timer mask:debug-shell
                disk 1536MiB
            }
            """
        let level = try TemplateLevel(parsing: text, name: "t.fg", folder: "/")
        let resolution = try TemplateResolver.resolve([level], arguments: [:])
        for bytes in resolution.contents.values { _ = try store.ingest(bytes) }
        let solver = PackageSolver(folder: folder.path / "archives", store: store) { _ in }
        let recipe = try await solver.solve(resolution, refreshing: true, now: Timestamp(seconds: 0))
        try await PackageFetcher(store: store, scratch: folder.path / "scratch") { _ in }.fetch(recipe)
        let scratch = folder.path / "build"
        try scratch.makeFolder()
        let builder = ImageBuilder(store: store, layers: folder.path / "layers") { _ in }
        let output = try await builder.build(recipe, to: folder.path / "disk.raw", scratch: scratch)

        // The second build starts from the layers that the first one kept: base, system, ssh, and the initramfs.
        let again = folder.path / "again"
        try again.makeFolder()
        let second = try await builder.build(recipe, to: folder.path / "again.raw", scratch: again)
        #expect(try Digest(ofFileAt: second.disk) == Digest(ofFileAt: output.disk))
        #expect(
            Set(second.phases.filter { $0.result == .reused }.map(\.name)) == [
                "base", "system", "openssh-server", "initramfs",
            ]
        )
        #expect(try (folder.path / "layers").entries().filter { !$0.hasPrefix(".") }.count == 4)
        try again.removeAll()

        try await expectDeadline(recipe, store, folder.path)

        #expect(output.kernel?.contains("cloud-amd64") == true)
        let sfdisk = try Program.find("sfdisk", package: "fdisk")
        try await Command(sfdisk, ["--verify", output.disk.string]).runChecked()
        let offset = 129 << 20
        let fsck = try Program.find("e2fsck", package: "e2fsprogs")
        try await Command(fsck, ["-fn", "\(output.disk)?offset=\(offset)"]).runChecked()
        let debugfs = try Program.find("debugfs", package: "e2fsprogs")
        func inside(_ request: String) async throws -> String {
            try await Command(debugfs, ["-R", request, "\(output.disk)?offset=\(offset)"]).run().outputText
        }
        for folder in ["/tmp", "/var/tmp"] {
            #expect(try await inside("stat \(folder)").contains("Mode:  01777"))
        }
        #expect(try await inside("cat /etc/motd") == "hello\n")
        #expect(try await inside("cat /etc/made") == "made\n")
        #expect(try await inside("cat /etc/machine-id") == "")
        #expect(try await inside("cat /etc/passwd").contains("alice:x:1500:"))
        #expect(try await inside("ls /etc/ssh").contains("ssh_host") == false)
        #expect(
            try await inside("stat /etc/systemd/system/debug-shell.service").contains(
                "Fast link dest: \"/dev/null\""
            )
        )
        #expect(try await inside("cat /etc/apt/sources.list.d/debian.sources").contains("bookworm"))
        #expect(
            try await inside("cat /etc/apt/sources.list.d/debian.sources").contains(folder.path.string)
                == false
        )
    }

    /// Expects that a package whose script hangs ends the build, over the layers that are there.
    private func expectDeadline(_ recipe: Recipe, _ store: BlobStore, _ folder: FilePath) async throws {
        let root = folder / "hanging"
        try (root / "DEBIAN").makeFolder()
        let control = "Package: hanging\nVersion: 1\nArchitecture: all\nMaintainer: T <t@example.org>\n"
        try (root / "DEBIAN" / "control").write(control + "Description: of a test\n")
        try (root / "DEBIAN" / "postinst").write("#!/bin/sh\nsleep 1000\n", permissions: 0o755)
        let file = folder / "hanging.deb"
        let dpkg = try Program.find("dpkg-deb", package: "dpkg")
        try await Command(dpkg, ["--root-owner-group", "--build", root.string, file.string]).runChecked()
        let blob = try store.ingest(file)
        var hanging = recipe
        hanging.packages.append(
            Recipe.Package(
                name: "hanging",
                version: "1",
                architecture: "all",
                digest: blob.digest,
                size: blob.size,
                uri: "file:\(file)",
                isEssential: false,
                isRequested: true
            )
        )
        hanging.stages?.append(Recipe.Stage(name: "hanging", batches: [["hanging"]]))
        let scratch = folder / "hanging-build"
        try scratch.makeFolder()
        let builder = ImageBuilder(store: store, layers: folder / "layers", deadline: .seconds(3)) { _ in }
        let error = await #expect(throws: FGError.self) {
            try await builder.build(hanging, to: folder / "disk.raw", scratch: scratch)
        }
        #expect(error?.code == .timedOut)
        #expect(error?.message.contains("a script of one did not end in 3 s") == true)
        try scratch.removeAll()
    }
}
