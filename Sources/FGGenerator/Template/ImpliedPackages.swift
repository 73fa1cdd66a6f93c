/// What lines of a template need and it does not have to say.
struct ImpliedPackages {
    /// The kernel package; the cloud kernels have the drivers of virtual machines and boot fastest.
    let kernel: String
    /// Each with the line that needs it.
    let packages: [(name: String, keyword: TemplateKeyword)]

    init(of template: ResolvedTemplate) {
        let isDebian = template.os == "debian"
        let cloud =
            template.architecture == "i386" ? "linux-image-686" : "linux-image-cloud-\(template.architecture)"
        kernel = isDebian ? cloud : "linux-image-virtual"
        var packages = Self.ofDisk(template).map { (name: $0, keyword: TemplateKeyword.disk) }
        if template.locales?.contains(where: { $0 != "C.UTF-8" }) ?? false {
            packages.append((name: "locales", keyword: .locale))
        }
        if template.timezone != nil { packages.append((name: "tzdata", keyword: .timezone)) }
        if let context = template.context { packages.append((name: context.agent, keyword: .context)) }
        self.packages = packages
    }

    /// What a disk needs to boot; nothing without one.
    static func ofDisk(_ template: ResolvedTemplate) -> [String] {
        guard template.disk != nil else { return [] }
        // systemd-resolved is a package of its own since bookworm; Ubuntu had it inside systemd until 23.04.
        let hasResolvedPackage =
            template.os == "debian" && !["buster", "bullseye"].contains(template.release)
            || ["noble", "oracular", "plucky", "questing"].contains(template.release)
        return ["systemd", "systemd-sysv", "udev", "dbus", "initramfs-tools", "kmod", "iproute2"]
            + (hasResolvedPackage ? ["systemd-resolved"] : [])
    }
}
