import FGCore
import FGInspect
import FGLanguage
import FGProcess
import FGStorage
import Testing

@testable import FGGenerator

/// Bases whose bytes come into the store and whose digests into recipes.
struct BasePinningTests {
    /// What is wrong, with its place.
    private static func error(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch let error as SourceError {
            return "\(error.source.place(of: error.diagnostics[0].range)) \(error.diagnostics[0].message)"
        } catch {
            return "\(error)"
        }
    }

    @Test func `an archive is pinned by its digest, with what is in it`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            let archive = try await fixture.pack(fixture.debian("bash", "libc6", kernel: "6.1"), ["--gzip"])
            let base = try await fixture.pin("base archive from=root.tar").base
            let digest = try Digest(ofFileAt: archive)
            #expect(base.recipe.digest == digest)
            #expect(base.recipe.blobs == [digest])
            #expect(fixture.store.contains(digest))
            #expect(base.recipe.layers[0].compression == .gzip)
            #expect(base.recipe.packages.map(\.name) == ["bash", "libc6"])
            #expect(base.recipe.manager == "dpkg")
            #expect(base.recipe.kernel == "6.1")
            #expect(base.recipe.newest == Timestamp(seconds: 1_700_000_000))
            #expect(base.facts.os == "debian")
            #expect(base.takesPackages)
        }
    }

    @Test func `what the store has of a base is not read again, and another archive is another base`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            _ = try await fixture.pack(fixture.debian("bash"))
            let first = try await fixture.pin("base archive from=root.tar").base.recipe
            let ingested = try #require(fixture.store.path(of: first.digest).status())
            let second = try await fixture.pin("base archive from=root.tar").base.recipe
            #expect(first == second)
            #expect(fixture.store.path(of: first.digest).status()?.inode == ingested.inode)
            try (folder / "root/etc/new").write("new")
            _ = try await fixture.pack(folder / "root")
            #expect(try await fixture.pin("base archive from=root.tar").base.recipe.digest != first.digest)
        }
    }

    @Test func `a base that is lost is told with the blob that is missing`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            _ = try await fixture.pack(fixture.debian("bash"))
            let base = try await fixture.pin("base archive from=root.tar").base.recipe
            try fixture.store.remove(base.digest)
            let error = await Self.error {
                try await fixture.pinner().restore(base, architecture: "amd64")
            }
            #expect(error?.contains("the store has no blob \(base.digest)") == true)
        }
    }

    @Test(arguments: [
        ("root.ext4", "t.fg:2:2 root.ext4 is no archive of a root file system: it is raw"),
        ("random.tar.gz", "refused"),
    ])
    func `what is no archive of a root is no base`(name: String, reason: String) async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            try OpenFile(folder / "root.ext4", .create(permissions: 0o600)).truncate(to: 1 << 20)
            try (folder / "random").write(String(repeating: "no archive\n", count: 100))
            let gzip = try Program.find("gzip", package: "gzip")
            try await Command(gzip, ["--keep", (folder / "random").string]).runChecked()
            try (folder / "random.gz").rename(to: folder / "random.tar.gz")
            let error = await Self.error { _ = try await fixture.pin("base archive from=\(name)") }
            if reason == "refused" {
                #expect(error?.contains("checksum") == true, "\(error ?? "")")
            } else {
                #expect(error == reason)
            }
        }
    }

    @Test func `a version of the catalog is a base with its files`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            let root = try fixture.debian("bash")
            let base = try await fixture.pinVersion(of: root)
            #expect(base.recipe.source == "tests/one:1")
            #expect(base.recipe.packages.map(\.name) == ["bash"])
            let tree = BaseTree(base: base.recipe, store: fixture.store, scratch: folder / "scratch")
            try await tree.fill(folder / "out")
            #expect(
                try (folder / "out/etc/os-release").readText() == "ID=debian\nVERSION_CODENAME=bookworm\n"
            )
        }
    }

    @Test func `a name that the catalog does not have is told at its line`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            let error = await Self.error { _ = try await fixture.pin("base image nothing:3") }
            #expect(error == "t.fg:2:2 image \"nothing:3\" not found")
        }
    }

    @Test func `a missing program is named with its package`() async throws {
        let client = RegistryClient(address: "127.0.0.1:1/a:1", isPlain: true, architecture: "amd64")
        let error = await Self.error { _ = try await client.manifestDigest() }
        #expect(error?.contains("the registry does not give 127.0.0.1:1/a:1: ") == true, "\(error ?? "")")
    }

    // MARK: What template and base make together

    @Test func `the system and what lines imply are taken from the base`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            _ = try await fixture.pack(fixture.debian("bash", "systemd"))
            let template = try await fixture.complete("base archive from=root.tar\n disk 1GiB\n package tree")
            #expect(template.os == "debian")
            #expect(template.release == "bookworm")
            #expect(template.kernel == "linux-image-cloud-amd64")
            let base = try await fixture.pin("base archive from=root.tar").base
            let wanted = template.requests(over: base).map(\.name)
            #expect(wanted.contains("tree"))
            #expect(wanted.contains("udev"))
            #expect(!wanted.contains("systemd"))
        }
    }

    @Test func `a base that has a kernel needs no other`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            _ = try await fixture.pack(fixture.debian("bash", kernel: "6.1"))
            let template = try await fixture.complete("base archive from=root.tar\n disk 1GiB")
            #expect(template.kernel == nil)
        }
    }

    @Test(arguments: [
        (
            "os debian trixie\n base archive from=root.tar",
            "t.fg:2:2 the base is debian bookworm, not debian trixie"
        ),
        ("arch arm64\n base archive from=root.tar", "t.fg:3:2 the base is for amd64, the template for arm64"),
        (
            "base archive from=root.tar\n package -bash",
            "t.fg:3:10 the base has bash, which the template leaves out"
        ),
        (
            "base archive from=alpine.tar\n package tree",
            "t.fg:3:10 tree cannot be installed over the base: its packages are apk's"
        ),
        (
            "base archive from=alpine.tar\n package tree less",
            "t.fg:3:15 less and 1 more cannot be installed over the base: its packages are apk's"
        ),
        (
            "base archive from=alpine.tar\n disk 1GiB",
            "t.fg:2:2 the base has no kernel, and none can be installed over it: its packages are apk's"
        ),
        (
            "base archive from=alpine.tar\n kernel linux-virt",
            "t.fg:3:2 linux-virt cannot be installed over the base: its packages are apk's"
        ),
        ("base archive from=bare.tar", "t.fg:2:2 the base does not say which system it is"),
        (
            "base archive from=old.tar\n disk 1GiB fs=xfs",
            "t.fg:3:2 the kernel of ubuntu focal is too old for the times of 64 bits of this xfs"
        ),
    ])
    func `what template and base do not agree on is told at the template's line`(
        lines: String,
        reason: String
    ) async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            _ = try await fixture.pack(fixture.debian("bash"))
            _ = try await fixture.pack(fixture.alpine(), name: "alpine.tar")
            _ = try await fixture.pack(
                fixture.root("bare", release: "", files: ["etc/passwd": "x"]),
                name: "bare.tar"
            )
            let old = try fixture.debian("bash")
            try (old / "etc/os-release").write("ID=ubuntu\nVERSION_CODENAME=focal\n")
            _ = try await fixture.pack(old, name: "old.tar")
            #expect(await Self.error { _ = try await fixture.complete(lines) } == reason)
        }
    }

    @Test func `a disk that is too small for the base alone is refused before anything is built`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            let root = try fixture.debian("bash", kernel: "6.1")
            try (root / "opt").makeFolder()
            try OpenFile(root / "opt/large", .create(permissions: 0o600)).truncate(to: 200 << 20)
            let link = try Program.find("ln", package: "coreutils")
            try await Command(link, [(root / "opt/large").string, (root / "opt/same").string]).runChecked()
            // What no image keeps takes no room.
            try (root / "var/log").makeFolder()
            try OpenFile(root / "var/log/large", .create(permissions: 0o600)).truncate(to: 100 << 20)
            _ = try await fixture.pack(root)
            func solve(_ disk: String) async throws {
                let lines = "base archive from=root.tar\n package bash\n disk \(disk) esp=64MiB"
                let (resolution, base) = try await fixture.pin(lines)
                let solver = PackageSolver(folder: folder / "archives", store: fixture.store) { _ in }
                var template = resolution.template
                (template.os, template.release) = ("debian", "bookworm")
                _ = try await solver.solve(
                    template,
                    over: base,
                    refreshing: false,
                    now: Timestamp(seconds: 1_800_000_000)
                )
            }
            let error = await Self.error { try await solve("256MiB") }
            #expect(
                error?.contains(
                    "the base takes 200 MiB, the root file system has room for 168.1 MiB"
                ) == true,
                "\(error ?? "")"
            )
            try await solve("300MiB")
        }
    }

    @Test func `content alone is laid over a base whose packages nobody knows`() async throws {
        try await TemporaryFolder.with { folder in
            let fixture = BaseFixture(folder: folder)
            _ = try await fixture.pack(fixture.alpine(kernel: "6.6"))
            let template = try await fixture.complete("base archive from=root.tar\n disk 1GiB")
            #expect(template.os == "alpine")
            #expect(template.packages.isEmpty)
        }
    }
}
