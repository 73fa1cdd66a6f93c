package import FGCore
package import FGProcess
import Glibc

/// The root file system while it is being built, in a folder.
package struct Tree: Sendable {
    let root: FilePath
    /// Runs the programs of the image.
    let bubblewrap: Program
    let epoch: Timestamp

    package init(root: FilePath, bubblewrap: Program, epoch: Timestamp) {
        self.root = root
        self.bubblewrap = bubblewrap
        self.epoch = epoch
    }

    init(root: FilePath, tools: BuildTools, epoch: Timestamp) {
        self.init(root: root, bubblewrap: tools.bubblewrap, epoch: epoch)
    }

    /// Writes a file of the image, making the folders above it.
    func write(_ path: String, _ text: String, mode: UInt32 = 0o644) throws {
        try write(path, Array(text.utf8), mode: mode)
    }

    /// Writes a file of the image, making the folders above it.
    func write(_ path: String, _ bytes: [UInt8], mode: UInt32 = 0o644) throws {
        let file = self.path(path)
        try makeFolder(above: file)
        try file.write(bytes, permissions: 0o600)
        try setMode(path, mode)
    }

    /// Makes a folder of the image and those above it, where they are not there.
    func makeFolder(_ path: String) throws { try makeFolder(above: self.path(path) / "x") }

    /// Whoever builds may let new folders have fewer permission bits.
    private func makeFolder(above file: FilePath) throws {
        let folder = file.parent
        guard !folder.isFolder else { return }
        if folder != root { try makeFolder(above: folder) }
        try folder.makeFolder()
        guard chmod(folder.string, 0o755) == 0 else { throw FGError.system("set the mode of", folder) }
    }

    /// Sets the permission bits of a file or folder of the image.
    func setMode(_ path: String, _ mode: UInt32) throws {
        let file = self.path(path)
        guard chmod(file.string, mode) == 0 else { throw FGError.system("set the mode of", file) }
    }

    /// Makes a symbolic link of the image, replacing what stands there.
    func link(_ path: String, to target: String) throws {
        let file = self.path(path)
        try file.removeAll()
        guard symlink(target, file.string) == 0 else { throw FGError.system("link", file) }
    }

    /// What installing packages takes of root's powers; none of them mounts, traces, or sets up networks.
    static let capabilities = [
        "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID",
        "CAP_KILL", "CAP_MKNOD", "CAP_SETFCAP", "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
    ]

    /// Where a program of this machine finds the tree.
    static let place = "/image"

    /// A program of the image, run inside it: nothing of the host but a fresh /dev and /proc, and no network unless it is given.
    ///
    /// What is bound shows at its place inside, and cannot be written to.
    func command(
        _ arguments: [String],
        capabilities: [String] = Self.capabilities,
        binding: [(source: FilePath, place: String)] = [],
        hasNetwork: Bool = false,
        deadline: Duration = .seconds(600)
    ) -> Command {
        command(
            arguments,
            over: ["--bind", root.string, "/"],
            capabilities: capabilities,
            binding: binding,
            hasNetwork: hasNetwork,
            deadline: deadline
        )
    }

    /// A program of this machine that works on the tree, which it finds at `place`: it sees nothing else of the machine but
    /// programs, so that no link of the tree leads it anywhere.
    ///
    /// What is bound shows at its place, and cannot be written to.
    func command(
        of program: Program,
        _ arguments: [String],
        binding: [(source: FilePath, place: String)] = [],
        deadline: Duration
    ) -> Command {
        command(
            [program.path.string] + arguments,
            over: Sandbox.systemFolders + ["--bind", root.string, Self.place],
            capabilities: Self.capabilities,
            binding: binding,
            hasNetwork: false,
            deadline: deadline
        )
    }

    private func command(
        _ arguments: [String],
        over folders: [String],
        capabilities: [String],
        binding: [(source: FilePath, place: String)],
        hasNetwork: Bool,
        deadline: Duration
    ) -> Command {
        // The terminal of whoever builds is none of its: it could type there.
        var options = [
            "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-ipc", "--unshare-uts",
        ]
        if !hasNetwork { options.append("--unshare-net") }
        options += folders + Sandbox.ownFolders
        options += ["--tmpfs", "/run", "--tmpfs", "/tmp", "--chdir", "/", "--cap-drop", "ALL"]
        for (source, place) in binding { options += ["--ro-bind", source.string, place] }
        for capability in capabilities { options += ["--cap-add", capability] }
        var command = Command(bubblewrap, options + ["--"] + arguments)
        command.environment["SOURCE_DATE_EPOCH"] = "\(epoch.seconds)"
        command.environment["DEBIAN_FRONTEND"] = "noninteractive"
        command.environment["SYSTEMD_OFFLINE"] = "1"
        command.forgetsCaller = true
        command.deadline = deadline
        return command
    }

    /// Removes what matches: a path, or a folder's content with a trailing `/*`.
    func remove(_ path: String) throws {
        guard path.hasSuffix("/*") else { return try self.path(path).removeAll() }
        let folder = self.path(String(path.dropLast(2)))
        guard folder.linkStatus()?.kind == .folder else { return }
        try folder.removeContent()
    }
}
