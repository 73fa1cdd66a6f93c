import FGCore

/// Fedora, and what is made of it.
struct RedHatFamily: DistributionFamily {
    let systems = [
        "almalinux": ["9", "10"], "centos": ["9", "10"], "fedora": ["43", "42"], "rocky": ["9", "10"],
    ]
    let releasePattern = (text: #"[0-9]{1,3}"#, meaning: "a release's number")
    let packages: any PackageManager = DNF()
    let hasReadyLocales = true
    /// It adds repositories only when it is told to.
    let contextSettings = ""
    let contextServices = [
        "cloud-config.service", "cloud-final.service", "cloud-init-local.service", "cloud-init.service",
    ]
    let sshService = "sshd.service"
    let networkServices = ["NetworkManager.service"]

    func archiveLines(of os: String, release: String) -> [String] {
        [
            "# It needs a mirror that has repodata/repomd.xml.asc, and the key that signs it, beside this file.",
            "# repository main uri=https://HOST/PATH components=BaseOS,AppStream key=\"FILE\"",
        ]
    }

    /// A minor release is a state of the same repositories: `9.6` is of 9.
    func release(of name: ReleaseName) -> String? {
        name.number.map { number in String(number.prefix { $0 != "." }) }
    }

    /// The kernel with the drivers that machines start by, those of virtual ones among them.
    func kernel(of template: ResolvedTemplate) -> String { "kernel-core" }

    func packagesOfDisk(_ template: ResolvedTemplate) -> [String] {
        guard template.disk != nil else { return [] }
        return ["systemd", "systemd-udev", "dbus", "NetworkManager", "dracut", "kmod", "iproute"]
            + template.toolsOfRoot
    }

    func reason(against format: RootFormat, in template: ResolvedTemplate) -> String? {
        guard template.os != "fedora" else { return nil }
        switch format {
        case .ext4: return nil
        // Linux has these times since 5.10, and 8 has 4.18.
        case .xfs: return (Int(template.release) ?? 9) < 9 ? RootFormat.reasonOfAge(in: template) : nil
        case .btrfs: return "the kernel of \(template.os) has no btrfs"
        }
    }

    /// What every system has: the packages that all others take for granted, and DNF itself.
    func base(of template: ResolvedTemplate) -> [String] {
        let release = template.os == "centos" ? "centos-stream-release" : "\(template.os)-release"
        return ["filesystem", "setup", "bash", "coreutils", "shadow-utils", release, "dnf"]
    }

    /// Where rpm has its database.
    func database(of template: ResolvedTemplate) -> String {
        let isMoved = template.os == "fedora" || (Int(template.release) ?? 0) >= 10
        return isMoved ? "/usr/lib/sysimage/rpm" : "/var/lib/rpm"
    }

    /// The name of the release for modules of packages.
    func platform(of template: ResolvedTemplate) -> String {
        "platform:\(template.os == "fedora" ? "f" : "el")\(template.release)"
    }

    /// One package for each language: `glibc-langpack-de` for `de_DE.UTF-8`.
    func packages(forLocales locales: [String]) -> [String] {
        Set(locales.map { "glibc-langpack-\($0.prefix { $0 != "_" && $0 != "." && $0 != "@" })" }).sorted()
    }

    func initramfs(of kernel: String) -> String { "initramfs-\(kernel).img" }

    /// NetworkManager asks for an address on every interface that nothing else is said of.
    func writeNetwork(in tree: Tree) throws {}

    /// Host keys are made by a service of the package when a machine starts without; other packages do it when installed.
    func writeHostKeys(in tree: Tree) throws {
        let units = "/usr/lib/systemd/system"
        guard !tree.path("\(units)/sshd-keygen@.service").exists, tree.path("\(units)/sshd.service").exists
        else { return }
        try tree.write(
            "/etc/systemd/system/sshd.service.d/host-keys.conf",
            """
            [Service]
            ExecStartPre=
            ExecStartPre=/usr/bin/ssh-keygen -A
            ExecStartPre=/usr/sbin/sshd -t

            """
        )
    }

    func writeArchives(of recipe: Recipe, in tree: Tree) throws {
        let template = recipe.template
        let stanzas = DnfRepository.all(of: template).filter { $0.uri.hasPrefix("http") }.map { repository in
            """
            [\(repository.id)]
            name=\(repository.id)
            baseurl=\(repository.uri)
            enabled=1
            gpgcheck=1
            repo_gpgcheck=\(repository.hasSignedIndex ? 1 : 0)

            """
        }
        try tree.remove("/etc/yum.repos.d/*")
        guard !stanzas.isEmpty else { return }
        try tree.write("/etc/yum.repos.d/\(template.os).repo", stanzas.joined(separator: "\n"))
    }

    func isRelease(_ release: ReleaseName, of template: ResolvedTemplate) -> Bool {
        release.number == template.release || release.number?.hasPrefix(template.release + ".") ?? false
    }
}
