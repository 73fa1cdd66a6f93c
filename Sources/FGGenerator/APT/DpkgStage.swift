import FGCore
import FGProcess

/// Installs packages over a tree by the tree's own dpkg: no network, no service is started, triggers run once.
struct DpkgStage {
    /// The packages of each batch with their files.
    let files: [[(package: String, file: String)]]
    let tree: Tree
    let scratch: FilePath
    /// How long dpkg may take each time.
    let deadline: Duration

    private static let policy = "/usr/sbin/policy-rc.d"
    /// Where the pool is inside; `/run` is empty and never part of an image.
    static let pool = "/run/packages"
    /// Only packages that need each other miss what must be configured before: they come at once.
    static let unpacking = ["--no-triggers", "--force-depends", "--unpack"]

    /// - Throws: `failed` with dpkg's own words.
    func run(from pool: PackagePool) async throws {
        try await installing {
            for batch in files {
                let packages = batch.map { ReadyPackage(file: pool.folder / $0.file) }
                try await unpack(packages, from: pool)
                try await configure(batch.map(\.package))
            }
        }
    }

    /// Does what installs packages, and ends it with the triggers that they left.
    func installing(_ body: () async throws -> Void) async throws {
        // Asked by whatever would start a service: nothing is started in an image that is built.
        try tree.write(Self.policy, "#!/bin/sh\nexit 101\n", mode: 0o755)
        try await body()
        try await run(["--triggers-only", "--pending"], binding: try deferredInitramfs())
        try tree.remove(Self.policy)
    }

    /// Unpacks packages of a pool, whatever they need.
    func unpack(_ packages: [ReadyPackage], from pool: PackagePool) async throws {
        guard !packages.isEmpty else { return }
        try await run(Self.unpacking + packages.map(Self.place), binding: [(pool.folder, Self.pool)])
    }

    /// Where an unpacking program finds a package of a pool that is bound to `pool`.
    static func place(of package: ReadyPackage) -> String { "\(pool)/\(package.file.lastComponent)" }

    /// Configures packages by name, or all with `--pending`.
    func configure(_ names: [String]) async throws {
        try await run(["--no-triggers", "--configure"] + names, binding: try deferredInitramfs())
    }

    /// What is bound over the program that makes an initramfs: packages ask for one many times, and it is made once.
    ///
    /// Not while packages are unpacked: that is done beside the old file, which nothing may be bound over then.
    private func deferredInitramfs() throws -> [(FilePath, String)] {
        guard tree.path(InitramfsStage.program).exists else { return [] }
        let deferred = scratch / "update-initramfs"
        try deferred.write(InitramfsStage.deferring, permissions: 0o755)
        return [(deferred, InitramfsStage.program)]
    }

    /// Whether a trigger of a package ran.
    func ranTrigger(of package: String) throws -> Bool {
        let log = tree.path("/var/log/dpkg.log")
        guard log.exists else { return false }
        return try log.readBytes(limit: 1 << 30).split(separator: 0x0a).contains { line in
            String(decoding: line, as: UTF8.self).contains(" trigproc \(package):")
        }
    }

    private func run(_ arguments: [String], binding: [(FilePath, String)]) async throws {
        let command = tree.command(
            ["/usr/bin/dpkg", "--force-unsafe-io"] + arguments,
            binding: binding,
            deadline: deadline
        )
        try await PackageFailure.check(command)
    }
}
