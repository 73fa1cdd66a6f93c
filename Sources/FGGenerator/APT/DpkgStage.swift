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
    private static let pool = "/run/packages"

    /// - Throws: `failed` with dpkg's own words.
    func run(from pool: PackagePool) async throws {
        // Asked by whatever would start a service: nothing is started in an image that is built.
        try tree.write(Self.policy, "#!/bin/sh\nexit 101\n", mode: 0o755)
        for batch in files {
            // Only packages that need each other miss what must be configured before: they come at once.
            let files = batch.map { "\(Self.pool)/\($0.file)" }
            try await dpkg(["--force-depends", "--unpack"] + files, pool)
            try await dpkg(["--configure"] + batch.map(\.package), pool)
        }
        try await dpkg(["--triggers-only", "--pending"], pool, triggers: true)
        try tree.remove(Self.policy)
    }

    /// Whether a trigger of a package ran.
    func ranTrigger(of package: String) throws -> Bool {
        let log = tree.path("/var/log/dpkg.log")
        guard log.exists else { return false }
        return try log.readBytes(limit: 1 << 30).split(separator: 0x0a).contains { line in
            String(decoding: line, as: UTF8.self).contains(" trigproc \(package):")
        }
    }

    private func dpkg(_ arguments: [String], _ pool: PackagePool, triggers: Bool = false) async throws {
        var binds = [(pool.folder, Self.pool)]
        // A package is unpacked beside the old file, which nothing may be bound over then.
        if !arguments.contains("--unpack"), tree.path(InitramfsStage.program).exists {
            let deferred = scratch / "update-initramfs"
            try deferred.write(InitramfsStage.deferring, permissions: 0o755)
            binds.append((deferred, InitramfsStage.program))
        }
        let command = tree.command(
            ["/usr/bin/dpkg", "--force-unsafe-io"] + (triggers ? [] : ["--no-triggers"]) + arguments,
            binding: binds,
            deadline: deadline
        )
        try await PackageFailure.check(command)
    }
}
