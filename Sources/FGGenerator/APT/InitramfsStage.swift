import FGCore
import FGProcess
import Glibc

/// Makes the initramfs of every kernel of a tree, once: package scripts are kept from making it each time.
struct InitramfsStage {
    let tree: Tree

    /// The program of initramfs-tools that makes one.
    static let program = "/usr/sbin/update-initramfs"
    /// The package whose trigger asks for a new one.
    static let package = "initramfs-tools"
    /// What runs in its place while packages are configured: it notes in dpkg's log that a package asked for it.
    static let deferring = """
        #!/bin/sh
        if [ -n "$DPKG_MAINTSCRIPT_PACKAGE" ]; then dpkg-trigger --no-await update-initramfs || :; fi
        exit 0

        """

    /// What, when a stage writes below it, changes an initramfs.
    private static let sources = [
        "/boot", "/lib/modules", "/usr/lib/modules", "/usr/share/initramfs-tools", "/etc/initramfs-tools",
    ]

    /// The versions of kernels in a tree, sorted.
    private static func kernels(of tree: Tree) -> [String] {
        let prefix = "vmlinuz-"
        let names = (try? tree.path("/boot").entries()) ?? []
        return names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    /// Whether a tree whose last stage changed what is below a folder needs another initramfs than before.
    static func isNeeded(_ tree: Tree, changes: FilePath, hasTriggered: Bool) -> Bool {
        guard tree.path(program).exists, !kernels(of: tree).isEmpty else { return false }
        return hasTriggered || sources.contains { FilePath(changes.string + $0).isFolder }
    }

    /// Whether a kernel of a tree has none.
    static func isMissing(in tree: Tree) -> Bool {
        tree.path(program).exists
            && kernels(of: tree).contains { !tree.path("/boot/initrd.img-\($0)").exists }
    }

    func run() async throws {
        for kernel in Self.kernels(of: tree) {
            var command = tree.command([Self.program, "-c", "-k", kernel], deadline: .seconds(1800))
            // The highest levels take most of the time and save a twentieth of the size.
            command.environment["COMPRESSLEVEL"] = "3"
            let result = try await command.run()
            guard result.status == 0 else { throw command.failure(result) }
        }
    }
}
