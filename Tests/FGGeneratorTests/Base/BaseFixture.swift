import FGCore
import FGInspect
import FGProcess
import FGStorage
import Testing

@testable import FGGenerator

/// Small roots of systems, packed in the forms that bases have.
struct BaseFixture {
    let folder: FilePath

    var store: BlobStore { BlobStore(root: folder / "store") }

    /// The first bytes of an ELF file for x86-64.
    private static let program: [UInt8] =
        [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 11) + [62, 0]
        + [UInt8](repeating: 0, count: 44)

    /// A root with an os-release, a shell and what is given by path.
    func root(
        _ name: String = "root",
        release: String = "ID=debian\nVERSION_CODENAME=bookworm\n",
        files: [String: String]
    )
        throws -> FilePath
    {
        let root = folder / name
        try (root / "bin").makeFolder()
        try (root / "bin/sh").write(Self.program, permissions: 0o755)
        for (path, text) in files.merging(
            ["etc/os-release": release],
            uniquingKeysWith: { given, _ in given }
        ) {
            try (root / path).parent.makeFolder()
            try (root / path).write(text)
        }
        return root
    }

    /// A root of Debian with dpkg and some packages.
    func debian(_ packages: String..., kernel: String? = nil) throws -> FilePath {
        var files = ["usr/bin/dpkg": "x"]
        files["var/lib/dpkg/status"] = packages.map {
            "Package: \($0)\nStatus: install ok installed\nArchitecture: amd64\nVersion: 1\n\n"
        }.joined()
        if let kernel { files["boot/vmlinuz-\(kernel)"] = "kernel" }
        return try root(files: files)
    }

    /// A root with a package of apk.
    func alpine(kernel: String? = nil) throws -> FilePath {
        var files = ["lib/apk/db/installed": "P:musl\nV:1.2\nA:x86_64\n\n"]
        if let kernel { files["boot/vmlinuz-\(kernel)"] = "kernel" }
        return try root("alpine", release: "ID=alpine\nVERSION_ID=3.20.1\n", files: files)
    }

    /// Packs a folder as a tar archive.
    func pack(_ root: FilePath, _ options: [String] = [], name: String = "root.tar") async throws -> FilePath
    {
        let tar = try Program.find("tar", package: "tar")
        let archive = folder / name
        try await Command(
            tar,
            ["--create", "--sort=name", "--mtime=@1700000000", "--owner=0", "--group=0"] + options
                + ["--directory", root.string, "--file", archive.string, "."]
        ).runChecked()
        return archive
    }

    func pinner(catalog: CatalogBase? = nil) -> BasePinner {
        let find: @Sendable (String) async throws -> CatalogBase = { name in
            guard let catalog else { throw FGError(.notFound, "image \"\(name)\" not found") }
            return catalog
        }
        return BasePinner(
            folder: folder / "known",
            store: store,
            scratch: folder / "scratch",
            progress: { _ in },
            catalog: find
        )
    }

    /// The base of a template with these lines, pinned, and the template.
    func pin(_ lines: String) async throws -> (resolution: TemplateResolver.Resolution, base: PinnedBase) {
        let resolution = try TemplateFixture.resolve(["template a {\n \(lines)\n}"], in: folder)
        let base = try await pinner().pin(
            resolution,
            refreshing: false,
            now: Timestamp(seconds: 1_800_000_000)
        )
        return (resolution, try #require(base))
    }

    /// A version of the catalog with a root on a disk of ext4, pinned as a base.
    func pinVersion(of root: FilePath) async throws -> PinnedBase {
        let image = folder / "disk.ext4"
        let tool = try Program.find("mke2fs", package: "e2fsprogs")
        try await Command(tool, ["-q", "-t", "ext4", "-d", root.string, image.string, "16M"]).runChecked()
        let blob = try store.ingest(image)
        let catalog = CatalogBase(name: "tests/one:1", format: .raw, digest: blob.digest, size: blob.size)
        let base = try await pinner(catalog: catalog).pin(
            TemplateFixture.resolve(["template a {\n base image one\n}"]),
            refreshing: false,
            now: Timestamp(seconds: 4_000_000_000)
        )
        return try #require(base)
    }

    /// The template that comes of lines over their base.
    func complete(_ lines: String) async throws -> ResolvedTemplate {
        let (resolution, base) = try await pin(lines)
        do {
            return try BaseCompletion(base: base).complete(resolution).template
        } catch let error as ArchiveProblems {
            throw resolution.places.error(error.problems) ?? error as any Error
        }
    }
}
