import FGCore

/// Keeps the scripts of kernel packages from making an initramfs and entries of boot loaders each time.
///
/// What belongs to a kernel is made once, when all packages of a stage are there.
/// Source: kernel-install(8): a file of the same name in /etc takes the place of a plugin, and `/dev/null` of it takes it out.
struct DeferredKernelInstall {
    let tree: Tree

    private static let folder = "/etc/kernel/install.d"
    private static let plugins = [
        "20-grub", "20-grubby", "50-depmod", "50-dracut", "51-dracut-rescue", "60-ukify", "90-loaderentry",
        "90-uki-copy", "92-crashkernel", "95-kernel-hooks", "99-grub-mkconfig",
    ]

    private var paths: [String] { Self.plugins.map { "\(Self.folder)/\($0).install" } }

    /// Takes the plugins out.
    func begin() throws {
        try tree.makeFolder(Self.folder)
        for path in paths where tree.path(path).linkStatus() == nil { try tree.link(path, to: "/dev/null") }
    }

    /// Puts the plugins in again, and takes away what is of no use then.
    func end() throws {
        for path in paths where tree.path(path).linkStatus()?.kind == .symbolicLink {
            if try tree.path(path).linkTarget() == "/dev/null" { try tree.remove(path) }
        }
        for folder in [Self.folder, "/etc/kernel"] where try tree.path(folder).entries().isEmpty {
            try tree.remove(folder)
        }
    }
}
