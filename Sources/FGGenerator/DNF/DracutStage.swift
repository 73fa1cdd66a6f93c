import FGCore
import FGProcess

/// Puts every kernel of a tree into `/boot`, and makes the initramfs of each by dracut.
struct DracutStage {
    let tree: Tree

    private static let program = "/usr/bin/dracut"
    private static let modules = "/usr/lib/modules"
    /// What, when a stage writes below it, changes an initramfs.
    private static let sources = [modules, "/boot", "/usr/lib/dracut", "/etc/dracut.conf.d"]

    /// The versions of kernels in a tree, sorted.
    private static func kernels(of tree: Tree) -> [String] {
        let names = (try? tree.path(modules).entries()) ?? []
        return names.filter { tree.path("\(modules)/\($0)/vmlinuz").exists }.sorted()
    }

    /// Whether a tree whose last stage changed what is below a folder needs another initramfs than before.
    static func isNeeded(_ tree: Tree, changes: FilePath) -> Bool {
        guard tree.path(program).exists, !kernels(of: tree).isEmpty else { return false }
        return sources.contains { FilePath(changes.string + $0).isFolder }
    }

    /// Whether a kernel of a tree with dracut has none.
    static func isMissing(in tree: Tree) -> Bool {
        tree.path(program).exists
            && kernels(of: tree).contains { !tree.path("/boot/\(RedHatFamily().initramfs(of: $0))").exists }
    }

    func run() async throws {
        for kernel in Self.kernels(of: tree) {
            let source = tree.path("\(Self.modules)/\(kernel)/vmlinuz")
            try tree.write("/boot/vmlinuz-\(kernel)", try source.readBytes(limit: 1 << 30))
            if tree.path("/usr/sbin/depmod").exists {
                try await tree.command(["/usr/sbin/depmod", kernel]).runChecked()
            }
            let file = "/boot/\(RedHatFamily().initramfs(of: kernel))"
            // The highest levels take most of the time and save a twentieth of the size.
            let compressor = tree.path("/usr/bin/zstd").exists ? "zstd -3 -T1 -q" : "gzip -n -3"
            let options = ["--force", "--quiet", "--no-hostonly", "--reproducible", "--compress", compressor]
            var command = tree.command(
                [Self.program] + options + ["--kver", kernel, file],
                deadline: .seconds(1800)
            )
            // Not everybody who builds may make devices: nobody does, and the kernel makes them when it starts.
            command.environment["DRACUT_NO_MKNOD"] = "1"
            let result = try await command.run()
            // It ends well, too, when it could not write.
            guard result.status == 0, tree.path(file).exists else { throw command.failure(result) }
            try tree.setMode(file, 0o600)
        }
    }
}
