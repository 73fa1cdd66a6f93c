import FGCore
import FGProcess
import FGStorage
import Glibc
import Testing

@testable import FGGenerator

/// Scripts of RPM packages that do not end.
struct DnfInstallerTests {
    /// A package that is a whole system, and whose script waits for what never comes.
    private static let spec = """
        Name: hangs
        Version: 1
        Release: 1
        Summary: A test package
        License: None
        AutoReqProv: no
        Provides: /bin/sh
        %global __os_install_post %{nil}
        %description
        Made for tests.
        %install
        mkdir -p %{buildroot}/bin
        cp /bin/busybox %{buildroot}/bin/sh
        %post
        sleep SECONDS
        %files
        %attr(755, root, root) /bin/sh

        """

    private static func package(_ folder: FilePath, seconds: String) async throws -> FilePath {
        let file = folder / "hangs.spec"
        try file.write(spec.replacing("SECONDS", with: seconds))
        let rpmbuild = try Program.find("rpmbuild", package: "rpm")
        var command = Command(
            rpmbuild,
            [
                "--quiet", "-bb", "--define", "_topdir \(folder / "build")", "--define", "_rpmdir \(folder)",
                "--define", "_rpmfilename hangs.rpm", file.string,
            ]
        )
        command.environment["HOME"] = folder.string
        try await command.runChecked()
        return folder / "hangs.rpm"
    }

    @Test(.enabled(if: geteuid() == 0, "only root installs into a folder"))
    func `a script that hangs is ended with all that it started when its time is over`() async throws {
        try await TemporaryFolder.with { folder in
            let seconds = "97\(getpid())"
            let store = BlobStore(root: folder / "store")
            let blob = try store.ingest(try await Self.package(folder, seconds: seconds))
            let package = Recipe.Package(
                name: "hangs",
                version: "1-1",
                architecture: "x86_64",
                digest: blob.digest,
                size: blob.size,
                uri: "file:/hangs.rpm",
                isEssential: false,
                isRequested: true
            )
            let stage = Recipe.Stage(name: "hangs", batches: [["hangs"]])
            let recipe = Recipe(
                template: ResolvedTemplate(name: "a", os: "rocky", release: "9", architecture: "amd64"),
                templateDigest: Digest(of: "a"),
                packages: [package],
                stages: [stage],
                indexes: [],
                sources: [],
                epoch: Timestamp(seconds: 1_700_000_000),
                tools: [:]
            )
            let installer = DnfInstaller(recipe: recipe, tools: try DnfPrograms(), deadline: .seconds(3))
            let arrival = PackageArrival(into: store, scratch: folder)
            let pool = try PackagePool(from: store, arrival: arrival, at: folder / "pool", for: installer)
            pool.begin([package])
            let installation = InstallationStage(
                stage: stage,
                packages: [package],
                ready: try await pool.wait(for: [package]),
                pool: pool,
                scratch: folder
            )
            let place = folder / "place"
            try place.makeFolder()
            let tree = Tree(
                root: place / "tree",
                bubblewrap: try Program.find("bwrap", package: "bubblewrap"),
                epoch: recipe.epoch
            )
            let error = await #expect(throws: FGError.self) {
                try await installer.fill(tree, with: installation)
            }
            #expect(error?.code == .timedOut, "\(String(describing: error))")
            #expect(error?.message.contains("a script of one did not end in 3 s") == true)
            // The kernel ends a process namespace behind its first process.
            var left = try Self.processes(of: seconds)
            for _ in 0..<200 where left != [] {
                try await Task.sleep(for: .milliseconds(50))
                left = try Self.processes(of: seconds)
            }
            #expect(left == [])
            #expect(try place.entries() == ["tree"])
            try await pool.end()
        }
    }

    private static func processes(of seconds: String) throws -> [String] {
        try FilePath("/proc").entries().filter { process in
            let line = (try? (FilePath("/proc") / process / "cmdline").readText()) ?? ""
            return line.contains("sleep\0\(seconds)")
        }
    }
}
