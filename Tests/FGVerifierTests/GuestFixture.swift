import FGCore
import FGGenerator
import FGInspect
import FGProcess
import FGStorage

@testable import FGVerifier

/// One real Debian, generated once for all tests; each test breaks a copy of it.
final class GuestFixture: Sendable {
    let folder: TemporaryFolder
    let disk: FilePath
    let digest: Digest
    let recipe: Recipe
    let kernel: String

    static let shared = Task { try await GuestFixture() }

    /// Where the root file system begins: after the first mebibyte and the EFI system partition.
    static let root = 129 << 20

    private init() async throws {
        folder = try TemporaryFolder(in: FilePath("/dev/shm").isFolder ? "/dev/shm" : nil)
        let store = BlobStore(root: folder.path / "store")
        let text = """
            template guest {
                os debian bookworm
                package openssh-server
                user researcher uid=1500
                timezone Europe/Berlin
                file /etc/motd text="hello"
                service -apt-daily.timer
                check command="test -e /etc/debian_version"
                disk 1536MiB boot=bios+uefi
            }
            """
        let level = try TemplateLevel(parsing: text, name: "guest.fg", folder: "/")
        let resolution = try TemplateResolver.resolve([level], arguments: [:])
        for bytes in resolution.contents.values { _ = try store.ingest(bytes) }
        let solver = PackageSolver(folder: folder.path / "archives", store: store) { _ in }
        recipe = try await solver.solve(resolution, refreshing: true, now: Timestamp(seconds: 0))
        try await PackageFetcher(store: store, scratch: folder.path / "scratch") { _ in }.fetch(recipe)
        let scratch = folder.path / "build"
        try scratch.makeFolder()
        let output = try await ImageBuilder(store: store) { _ in }
            .build(recipe, to: folder.path / "disk.raw", scratch: scratch)
        disk = output.disk
        kernel = output.kernel ?? ""
        digest = try Digest(ofFileAt: disk)
        try (scratch / "tree").removeAll()
    }

    /// A copy that `break` may change, as the verifier sees it.
    func broken(in folder: FilePath, _ breaking: (inout BrokenGuest) async throws -> Void) async throws
        -> VerificationSubject
    {
        let copy = folder / "disk.raw"
        _ = try SparseCopy(from: OpenFile(disk), to: OpenFile(copy, .create(permissions: 0o600))).run()
        var guest = BrokenGuest(disk: copy, folder: folder, recipe: recipe, kernel: kernel)
        try await breaking(&guest)
        return VerificationSubject(
            stored: copy,
            format: .raw,
            digest: try guest.digest ?? Digest(ofFileAt: copy),
            disk: copy,
            recipe: guest.recipe
        )
    }
}

/// A disk that is being broken, without mounting it.
struct BrokenGuest {
    let disk: FilePath
    let folder: FilePath
    var recipe: Recipe
    let kernel: String
    /// What the catalog claims; nil tells the truth.
    var digest: Digest?

    /// Runs requests of debugfs, which dates what it changes as the recipe does.
    func debugfs(_ requests: String...) async throws {
        let script = folder / "requests"
        try script.write(requests.joined(separator: "\n") + "\n")
        var command = Command(
            try Program.find("debugfs", package: "e2fsprogs"),
            ["-w", "-f", script.string, "\(disk)?offset=\(GuestFixture.root)"]
        )
        command.environment["E2FSPROGS_FAKE_TIME"] = "\(recipe.epoch.seconds)"
        try await command.runChecked()
    }

    /// Puts a file there, in place of one that is there.
    func write(_ path: String, _ bytes: [UInt8], mode: String = "0100644") async throws {
        let file = folder / "content"
        try file.write(bytes)
        try await debugfs(
            "rm \(path)",
            "write \(file) \(path)",
            "sif \(path) mode \(mode)",
            "sif \(path) uid 0",
            "sif \(path) gid 0"
        )
        try await setTime(path)
    }

    func write(_ path: String, _ text: String, mode: String = "0100644") async throws {
        try await write(path, Array(text.utf8), mode: mode)
    }

    func setTime(_ path: String) async throws {
        try await debugfs("sif \(path) mtime @\(recipe.epoch.seconds)")
    }

    func text(_ path: String) async throws -> String {
        String(decoding: try await bytes(path), as: UTF8.self)
    }

    func bytes(_ path: String) async throws -> [UInt8] {
        let file = folder / "dump"
        if file.exists { try file.removeFile() }
        try await debugfs("dump \(path) \(file)")
        return try file.readBytes()
    }

    /// Replaces a part of a file's text.
    func edit(_ path: String, _ old: String, _ new: String, mode: String = "0100644") async throws {
        let text = try await text(path)
        guard text.contains(old) else { throw FGError(.notFound, "\(path) does not have \(old)") }
        try await write(path, text.replacing(old, with: new, maxReplacements: 1), mode: mode)
    }

    /// Runs a program of mtools on the EFI system partition.
    func mtools(_ program: String, _ arguments: String...) async throws {
        var command = Command(
            try Program.find(program, package: "mtools"),
            ["-i", "\(disk)@@1M"] + arguments
        )
        command.environment["MTOOLS_SKIP_CHECK"] = "1"
        try await command.runChecked()
    }
}
