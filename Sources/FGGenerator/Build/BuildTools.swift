import FGCore
import FGProcess

/// The programs that building drives besides those of package managers, all found before anything starts.
struct BuildTools: Sendable {
    let bubblewrap: Program
    let mkfsVfat: Program
    let mmd: Program
    let mcopy: Program
    let sfdisk: Program
    let mkswap: Program?
    let syslinux: Program?
    /// The boot sector that starts syslinux from a GPT disk.
    let bootSector: FilePath?
    /// The EFI program that carries kernel and initrd.
    let stub: FilePath?

    /// - Throws: `unavailable` for the first that is missing, with its package.
    init(for template: ResolvedTemplate) throws {
        bubblewrap = try Program.find("bwrap", package: "bubblewrap")
        mkfsVfat = try Program.find("mkfs.vfat", package: "dosfstools")
        mmd = try Program.find("mmd", package: "mtools")
        mcopy = try Program.find("mcopy", package: "mtools")
        sfdisk = try Program.find("sfdisk", package: "fdisk")
        mkswap = template.disk?.swap == nil ? nil : try Program.find("mkswap", package: "util-linux")
        let bootsBIOS = template.disk?.bootsBIOS ?? false
        let bootsUEFI = template.disk?.bootsUEFI ?? false
        syslinux = bootsBIOS ? try Program.find("syslinux", package: "syslinux") : nil
        bootSector =
            bootsBIOS
            ? try Self.file(
                ["/usr/lib/syslinux/mbr/gptmbr.bin", "/usr/lib/SYSLINUX/gptmbr.bin"],
                package: "syslinux-common"
            ) : nil
        let stubName = template.architecture == "arm64" ? "linuxaa64.efi.stub" : "linuxx64.efi.stub"
        stub =
            bootsUEFI
            ? try Self.file([FilePath("/usr/lib/systemd/boot/efi/\(stubName)")], package: "systemd-boot-efi")
            : nil
    }

    private static func file(_ paths: [FilePath], package: String) throws -> FilePath {
        if let path = paths.first(where: \.exists) { return path }
        throw FGError(
            .unavailable,
            "the file \(paths[0]) is not installed",
            subject: paths[0].string,
            hint: "apt-get install \(package)"
        )
    }
}
