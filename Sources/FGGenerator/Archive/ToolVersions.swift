import FGCore
import FGProcess

/// The versions of the programs that shape an image's bytes, or test it.
package enum ToolVersions {
    /// The Debian packages whose programs shape the bytes of a template's image.
    package static func building(_ template: ResolvedTemplate) -> [String] {
        // Root file systems are written by this program.
        template.family.packages.tools + ["dosfstools", "mtools", "syslinux", "systemd-boot-efi", "fdisk"]
    }

    /// The Debian packages whose programs test an image.
    package static let testing = [
        "e2fsprogs", "xfsprogs", "btrfs-progs", "qemu-system-x86", "qemu-utils", "seabios", "ovmf",
        "openssh-client",
    ]

    /// Each package with its version, and this program, which shapes and tests as they do; a package that is not installed is
    /// left out.
    package static func collect(_ packages: [String]) async throws -> [String: String] {
        let query = try Program.find("dpkg-query", package: "dpkg")
        let result = try await Command(query, ["-W", "-f", "${Package}=${Version}\n"] + packages).run()
        var versions = ["fgshell": ProductVersion.text]
        for line in result.outputText.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { versions[String(parts[0])] = String(parts[1]) }
        }
        return versions
    }
}
