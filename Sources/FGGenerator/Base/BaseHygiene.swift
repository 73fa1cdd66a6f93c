import FGCore
import Glibc

/// Makes a foreign root one that a build can work in, and takes away what only containers have.
struct BaseHygiene {
    let tree: Tree

    /// Folders that programs are given when they run in the tree, or that settings are written to.
    private static let folders: [(name: String, mode: UInt32)] = [
        ("boot", 0o755), ("dev", 0o755), ("etc", 0o755), ("proc", 0o555), ("root", 0o700), ("run", 0o755),
        ("sys", 0o555), ("tmp", 0o1777), ("usr", 0o755), ("var", 0o755),
    ]
    /// What container tools write into a running root, and what keeps services from being started in one.
    private static let removed = [
        "/.dockerenv", "/run/.containerenv", "/usr/sbin/policy-rc.d", "/etc/hostname", "/etc/hosts",
        "/etc/mtab", "/proc/*", "/sys/*",
    ]

    /// - Throws: `refused` for a root where a link or file stands in the place of one of its own folders.
    func run() throws {
        for (name, mode) in Self.folders {
            let folder = tree.root / name
            guard let status = folder.linkStatus() else {
                try folder.makeFolder()
                guard chmod(folder.string, mode) == 0 else { throw FGError.system("set the mode of", folder) }
                continue
            }
            guard status.kind == .folder else {
                throw FGError(
                    .refused,
                    "the base is no root of a system: its /\(name) is no folder",
                    subject: "/\(name)"
                )
            }
        }
        for path in Self.removed { try tree.remove(path) }
    }
}
