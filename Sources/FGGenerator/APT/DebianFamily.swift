import FGCore

/// Debian, and what is made of it.
struct DebianFamily: DistributionFamily {
    let systems = [
        "debian": ["bookworm", "trixie", "bullseye", "sid"],
        "ubuntu": ["noble", "jammy", "focal"],
    ]
    let releasePattern = (text: #"[a-z]+"#, meaning: "a release's code name")
    let packages: any PackageManager = APT()
    let hasReadyLocales = false
    let contextSettings = "apt:\n  preserve_sources_list: true\n"
    let contextServices: [String] = []
    let sshService = "ssh.service"
    let networkServices = ["systemd-networkd.service", "systemd-resolved.service"]

    func archiveLines(of os: String, release: String) -> [String] {
        guard os == "ubuntu" else { return [] }
        let suites = ["", "-updates", "-security"].map { release + $0 }.joined(separator: ",")
        let key = "/usr/share/keyrings/ubuntu-archive-keyring.gpg"
        return [
            "# A host that has no archive of it in /etc/apt needs its address and key (package ubuntu-archive-keyring of Debian).",
            "# repository main uri=https://HOST/ubuntu suites=\(suites) components=main,universe key=\"\(key)\"",
        ]
    }

    func release(of name: ReleaseName) -> String? { name.codename ?? name.number }

    /// The cloud kernels have the drivers of virtual machines and boot fastest.
    func kernel(of template: ResolvedTemplate) -> String {
        guard template.os == "debian" else { return "linux-image-virtual" }
        return template.architecture == "i386"
            ? "linux-image-686" : "linux-image-cloud-\(template.architecture)"
    }

    func packagesOfDisk(_ template: ResolvedTemplate) -> [String] {
        guard template.disk != nil else { return [] }
        // systemd-resolved is a package of its own since bookworm; Ubuntu had it inside systemd until 23.04.
        let hasResolvedPackage =
            template.os == "debian" && !["buster", "bullseye"].contains(template.release)
            || ["noble", "oracular", "plucky", "questing"].contains(template.release)
        return ["systemd", "systemd-sysv", "udev", "dbus", "initramfs-tools", "kmod", "iproute2"]
            + (hasResolvedPackage ? ["systemd-resolved"] : []) + template.toolsOfRoot
    }

    func reason(against format: RootFormat, in template: ResolvedTemplate) -> String? {
        // Linux has these times since 5.10.
        guard format == .xfs, ["bionic", "buster", "focal", "stretch", "xenial"].contains(template.release)
        else { return nil }
        return RootFormat.reasonOfAge(in: template)
    }

    func packages(forLocales locales: [String]) -> [String] { locales.isEmpty ? [] : ["locales"] }

    func initramfs(of kernel: String) -> String { "initrd.img-\(kernel)" }

    func writeNetwork(in tree: Tree) throws {
        guard tree.path("/lib/systemd/systemd-networkd").exists else { return }
        try tree.write(
            "/etc/systemd/network/80-dhcp.network",
            "[Match]\nName=e*\n\n[Network]\nDHCP=yes\n"
        )
    }

    func writeHostKeys(in tree: Tree) throws {
        // Debian makes host keys when the package is installed; every machine from this image must have its own.
        try tree.write(
            "/etc/systemd/system/ssh.service.d/host-keys.conf",
            """
            [Service]
            ExecStartPre=
            ExecStartPre=/usr/bin/ssh-keygen -A
            ExecStartPre=/usr/sbin/sshd -t

            """
        )
    }

    func writeArchives(of recipe: Recipe, in tree: Tree) throws {
        let reachable = recipe.sources.filter { $0.uri.hasPrefix("http") }
        let stanzas = reachable.map { source in
            var source = source
            // A key of the store is no file of the image; the distribution's own keyring is.
            if let key = source.signedBy, !tree.path(key).exists { source.signedBy = nil }
            return source.stanza
        }
        try tree.remove("/etc/apt/sources.list")
        try tree.remove("/etc/apt/sources.list.d/*")
        try tree.write(
            "/etc/apt/sources.list.d/\(recipe.template.os).sources",
            stanzas.joined(separator: "\n")
        )
    }

    func isRelease(_ release: ReleaseName, of template: ResolvedTemplate) -> Bool {
        // Debian's testing and unstable have a name of their own in the file.
        release.codename == template.release || ["sid", "unstable", "testing"].contains(template.release)
    }
}
