import FGCore
import FGGenerator
import FGInspect

/// Checks of what clones must not share and what tells of the building host.
enum HygieneChecks {
    static func machineID(_ image: OfflineImage) throws -> Finding {
        var problems: [String] = []
        let text = (try image.tree.text("/etc/machine-id") ?? "").filter { $0 != "\n" }
        if !text.isEmpty, text != "uninitialized" { problems.append("/etc/machine-id is \(text)") }
        let bus = image.tree.unfollowed("/var/lib/dbus/machine-id")
        if let bus, bus.kind == .file, bus.size > 0 { problems.append("/var/lib/dbus/machine-id is set") }
        return .judged(problems, otherwise: "not set")
    }

    static func seed(_ image: OfflineImage) -> Finding {
        let files = [
            "/var/lib/systemd/random-seed", "/var/lib/systemd/credential.secret",
            "/var/lib/urandom/random-seed",
            "/etc/udev/rules.d/70-persistent-net.rules", "/var/lib/cloud/instance",
        ]
        let folders = [
            "/var/lib/dhcp", "/var/lib/dhcpcd", "/var/lib/NetworkManager", "/var/lib/cloud/instances",
            "/var/lib/systemd/network",
        ]
        var problems = files.filter { image.tree.unfollowed($0) != nil }
        for folder in folders {
            problems += image.tree.entries(folder).filter {
                $0.contains("lease") || folder.hasSuffix("instances")
            }
            .map { "\(folder)/\($0)" }
        }
        return .judged(problems, otherwise: "none")
    }

    static func history(_ image: OfflineImage) -> Finding {
        let homes = ["/root"] + image.tree.entries("/home").map { "/home/\($0)" }
        let names = [
            ".bash_history", ".zsh_history", ".python_history", ".lesshst", ".viminfo", ".mysql_history",
        ]
        var problems = homes.flatMap { home in names.map { home + "/" + $0 } }.filter {
            image.tree[$0] != nil
        }
        for folder in ["/var/tmp", "/var/mail", "/var/spool/cron/crontabs", "/var/crash"] {
            problems += image.tree.entries(folder).map { "\(folder)/\($0)" }
        }
        return .judged(problems, otherwise: "none")
    }

    static func logs(_ image: OfflineImage) -> Finding {
        let logs = image.tree.all.filter {
            $0.key.hasPrefix("/var/log/") && $0.value.kind == .file && $0.value.size > 0
        }
        return .judged(logs.map(\.key), otherwise: "none")
    }

    static func build(_ image: OfflineImage) throws -> Finding {
        let written = image.template?.writtenPaths ?? []
        var problems: [String] = []
        if image.tree.unfollowed("/etc/resolv.conf")?.kind == .file, !written.contains("/etc/resolv.conf") {
            let text = try image.tree.text("/etc/resolv.conf") ?? ""
            if text.split(separator: "\n").contains(where: { $0.hasPrefix("nameserver") }) {
                problems.append("/etc/resolv.conf names a server of the building host")
            }
        }
        let settings =
            image.tree.entries("/etc/apt/apt.conf.d").map { "/etc/apt/apt.conf.d/\($0)" } + [
                "/etc/apt/apt.conf"
            ]
        for path in settings where !written.contains(path) {
            let text = try image.tree.text(path) ?? ""
            let names = text.lowercased().split(separator: "\n").contains {
                $0.contains("proxy") && $0.contains("://") && !$0.hasPrefix("//") && !$0.hasPrefix("#")
            }
            if names { problems.append("\(path) names a proxy") }
        }
        if let template = image.template {
            let name = (try image.tree.text("/etc/hostname") ?? "").filter { $0 != "\n" }
            if name != template.hostname { problems.append("/etc/hostname is \(name)") }
        }
        return .judged(problems, otherwise: "none")
    }

    static func seal(_ image: OfflineImage) -> Finding {
        guard let epoch = image.recipe?.epoch else { return .skip("an imported image has no recipe") }
        let later = image.tree.all.filter { $0.value.modified > epoch.seconds }.map {
            "\($0.key) is later than \(epoch)"
        }
        return .judged(later, otherwise: "no time after \(epoch)")
    }
}
