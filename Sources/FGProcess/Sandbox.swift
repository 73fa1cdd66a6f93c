package import FGCore

/// What a program sees: the system's own files read-only, the named paths, and nothing else.
package struct Sandbox: Sendable {
    /// Paths it may read.
    package var readOnly: [FilePath]
    /// Paths it may read and write.
    package var readWrite: [FilePath]
    /// Whether it may use the network.
    package var hasNetwork: Bool

    package init(readOnly: [FilePath] = [], readWrite: [FilePath] = [], hasNetwork: Bool = false) {
        self.readOnly = readOnly
        self.readWrite = readWrite
        self.hasNetwork = hasNetwork
    }

    /// The arguments for bubblewrap, up to the program.
    func arguments(folder: FilePath?) -> [String] {
        var arguments = ["--die-with-parent", "--unshare-all", "--new-session", "--cap-drop", "ALL"]
        if hasNetwork { arguments.append("--share-net") }
        arguments += Self.ownFolders + Self.systemFolders + ["--tmpfs", "/tmp"]
        for path in readOnly { arguments += ["--ro-bind", path.string, path.string] }
        for path in readWrite { arguments += ["--bind", path.string, path.string] }
        return arguments + ["--chdir", (folder ?? "/").string, "--"]
    }

    /// Arguments for bubblewrap that give a program a `/dev` and a `/proc` of its own.
    ///
    /// What stands in /proc/sys belongs to user 0, whatever that user may do: bubblewrap leaves it writable.
    package static let ownFolders = ["--dev", "/dev", "--proc", "/proc", "--remount-ro", "/proc"]

    /// Arguments for bubblewrap that show a program the system's programs and what they need, and nothing else of it.
    package static var systemFolders: [String] {
        var arguments = ["--ro-bind", "/usr", "/usr"]
        for name in ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] {
            guard let status = FilePath(name).linkStatus() else { continue }
            arguments +=
                status.kind == .symbolicLink ? ["--symlink", "usr" + name, name] : ["--ro-bind", name, name]
        }
        for name in ["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/alternatives"]
        where FilePath(name).exists {
            arguments += ["--ro-bind", name, name]
        }
        return arguments
    }
}
