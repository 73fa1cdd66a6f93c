import FGCore
import FGProcess
import Glibc
import Testing

/// Images over bases of every kind: built, built again without what they came from, and the same each time.
@Suite(.serialized)
struct BaseSlowTests {
    /// A registry on the loopback, which ends with the test.
    private final class Registry {
        let port: Int
        private let process: BackgroundProcess

        init(_ folder: FilePath) async throws {
            port = 20_000 + Int(getpid()) % 20_000
            try folder.makeFolder()
            try (folder / "config.yml").write(
                """
                version: 0.1
                storage:
                  filesystem:
                    rootdirectory: \(folder / "data")
                http:
                  addr: 127.0.0.1:\(port)

                """
            )
            let program = try Program.find("docker-registry", package: "docker-registry")
            process = try BackgroundProcess.start(
                Command(program, ["serve", (folder / "config.yml").string]),
                log: folder / "log"
            )
            let probe = try Program.find("skopeo", package: "skopeo")
            while true {
                let arguments = ["list-tags", "--tls-verify=false", "docker://127.0.0.1:\(port)/none"]
                let answer = try await Command(probe, arguments).run()
                if !answer.errorText.contains("connection refused") { return }
                try #require(process.isRunning, "the registry ended: see \(folder / "log")")
                try await Task.sleep(for: .milliseconds(50))
            }
        }

        func end() async throws {
            kill(process.pid, SIGTERM)
            while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        }

        deinit { kill(process.pid, SIGKILL) }

        /// Pushes the image of a layout.
        func push(_ layout: FilePath, as name: String) async throws {
            let skopeo = try Program.find("skopeo", package: "skopeo")
            let target = "docker://127.0.0.1:\(port)/\(name)"
            try await Command(
                skopeo,
                ["--insecure-policy", "copy", "--dest-tls-verify=false", "oci:\(layout)", target]
            ).runChecked()
        }
    }

    private static func template(_ name: String, _ base: String, _ lines: String = "") -> String {
        "template \(name) {\n base \(base)\n disk 1GiB boot=bios\n \(lines)\n}\n"
    }

    @Test func `archive, catalog, layout and registry are bases, and their images come back the same`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = SiteShell(folder: folder, format: "plain")
            let mmdebstrap = try Program.find("mmdebstrap", package: "mmdebstrap")
            try await Command(
                mmdebstrap,
                ["--quiet", "--variant=minbase", "bookworm", (folder / "root.tar").string]
            ).runChecked()

            // Kernel, init and boot loader come over an archive that has none.
            try (folder / "lower.fg").write(
                Self.template("lower", "archive from=\"root.tar\"", "package openssh-server\n user alice")
            )
            _ = try await shell.output("template load lower.fg; generate lower; verify lower")
            try (folder / "root.tar").removeFile()
            #expect(try await shell.output("image rebuild lower --check").contains("same bytes"))
            #expect(
                try await shell.output("image list where name == lower and package bash | count") == "1\n"
            )

            // A version of the catalog, and a package more over it.
            try (folder / "upper.fg").write(
                Self.template("upper", "image lower:1", "package tree\n user alice groups=video")
            )
            _ = try await shell.output("template load upper.fg; generate upper")
            #expect(try await shell.output("image show upper").contains("lower:1"))
            _ = try await shell.output("image evict lower --yes; image evict upper --prove --yes")
            #expect(try await shell.output("site check") == "")
            _ = try await shell.output("site collect --grace 0s --yes")
            #expect(try await shell.output("image rebuild upper").contains("in the store again"))
            _ = try await shell.output("image evict lower --yes; site pin upper; image outdated upper")
            #expect(try await shell.output("image show lower").contains(" in the store"))

            // The program's own export as a layout, and from a registry that is gone when the image is built again.
            _ = try await shell.output("image export lower --artifact oci-layout --to layout.tar")
            let layout = folder / "layout"
            try layout.makeFolder()
            let tar = try Program.find("tar", package: "tar")
            try await Command(
                tar,
                ["--extract", "--directory", layout.string, "--file", (folder / "layout.tar").string]
            ).runChecked()
            let registry = try await Registry(folder / "registry")
            try await registry.push(layout, as: "bases/debian:12")
            let address = "127.0.0.1:\(registry.port)/bases/debian"
            try (folder / "packed.fg").write(
                Self.template("packed", "oci from=\"layout.tar\"", "package less")
                    + Self.template("pulled", "registry \(address):12 tls=no", "package less")
                    + Self.template("secured", "registry \(address):12")
                    + Self.template("absent", "registry \(address):13 tls=no")
            )
            _ = try await shell.output(
                "template load packed.fg; generate packed; generate pulled; verify pulled"
            )
            let secured = try await shell.run("generate secured")
            #expect(secured.status == 5)
            #expect(secured.errorText.contains("hint: add tls=no"))
            let absent = try await shell.run("generate absent")
            #expect(absent.status == 5)
            #expect(absent.errorText.contains("manifest unknown"), "\(absent.errorText)")
            // Both are the same layer below, whatever packed it.
            #expect(try await shell.output("image rebuild packed --check").contains("same bytes"))
            try await registry.end()
            try layout.removeAll()
            #expect(try await shell.output("image rebuild pulled --check").contains("same bytes"))
            #expect(try await shell.output("generate pulled").contains("reused"))
            #expect(try await shell.run("generate pulled --refresh").status == 5)
            #expect(try await shell.output("site check --deep") == "")
            let provenance = try await shell.output("image provenance pulled")
            #expect(provenance.contains("base registry \(address):12"))
        }
    }
}
