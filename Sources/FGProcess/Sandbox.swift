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
        arguments += ["--ro-bind", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
        // What stands in /proc/sys belongs to user 0, whatever that user may do: bubblewrap leaves it writable.
        arguments += ["--remount-ro", "/proc"]
        for name in ["/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"] {
            guard let status = FilePath(name).linkStatus() else { continue }
            arguments +=
                status.kind == .symbolicLink ? ["--symlink", "usr" + name, name] : ["--ro-bind", name, name]
        }
        for name in ["/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/alternatives"]
        where FilePath(name).exists {
            arguments += ["--ro-bind", name, name]
        }
        for path in readOnly { arguments += ["--ro-bind", path.string, path.string] }
        for path in readWrite { arguments += ["--bind", path.string, path.string] }
        return arguments + ["--chdir", (folder ?? "/").string, "--"]
    }
}
