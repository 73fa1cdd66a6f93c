/// What a bootable disk needs and a template does not have to say.
struct ImpliedPackages {
    /// The kernel package; the cloud kernels have the drivers of virtual machines and boot fastest.
    let kernel: String
    let packages: [String]

    init(of template: ResolvedTemplate) {
        let isDebian = template.os == "debian"
        let cloud =
            template.architecture == "i386" ? "linux-image-686" : "linux-image-cloud-\(template.architecture)"
        kernel = isDebian ? cloud : "linux-image-virtual"
        guard template.disk != nil else {
            packages = []
            return
        }
        // systemd-resolved is a package of its own since bookworm; Ubuntu had it inside systemd until 23.04.
        let hasResolvedPackage =
            isDebian && !["buster", "bullseye"].contains(template.release)
            || ["noble", "oracular", "plucky", "questing"].contains(template.release)
        packages =
            ["systemd", "systemd-sysv", "udev", "dbus", "initramfs-tools", "kmod", "iproute2"]
            + (hasResolvedPackage ? ["systemd-resolved"] : [])
    }
}
