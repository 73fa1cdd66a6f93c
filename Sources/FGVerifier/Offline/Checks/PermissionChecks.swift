import FGInspect

/// Checks of modes and owners.
enum PermissionChecks {
    static func world(_ image: OfflineImage) throws -> Finding {
        let users = try numbers("/etc/passwd", image)
        let groups = try numbers("/etc/group", image)
        var problems: [String] = []
        for (path, node) in image.tree.all {
            if node.kind != .symbolicLink, node.permissions & 0o002 != 0, !path.hasPrefix("/dev/") {
                let isSticky = node.kind == .folder && node.permissions & 0o1000 != 0
                if !isSticky { problems.append("\(path) may be written by everyone") }
            }
            if node.kind == .characterDevice || node.kind == .blockDevice, !path.hasPrefix("/dev/") {
                problems.append("\(path) is a device")
            }
            if !users.contains(node.user) {
                problems.append("\(path) belongs to the unknown user \(node.user)")
            }
            if !groups.contains(node.group) {
                problems.append("\(path) belongs to the unknown group \(node.group)")
            }
        }
        return .judged(problems, otherwise: "\(image.tree.count) files")
    }

    /// The loosest permissions of files that guard the system.
    private static let bounds: [(path: String, permissions: Int)] = [
        ("/", 0o755), ("/etc", 0o755), ("/etc/passwd", 0o644), ("/etc/group", 0o644), ("/etc/shadow", 0o640),
        ("/etc/gshadow", 0o640), ("/etc/sudoers", 0o440), ("/etc/ssh/sshd_config", 0o644),
        ("/etc/crontab", 0o644), ("/root", 0o750), ("/etc/fstab", 0o644),
    ]

    static func critical(_ image: OfflineImage) -> Finding {
        var problems: [String] = []
        var files = bounds
        for folder in ["/etc/sudoers.d", "/etc/cron.d", "/etc/ssh/sshd_config.d"] {
            files += image.tree.entries(folder).map { ("\(folder)/\($0)", 0o644) }
        }
        for (path, permissions) in files {
            guard let node = image.tree[path] else { continue }
            if node.permissions & 0o777 & ~permissions != 0 {
                problems.append("\(path) has the mode \(String(node.permissions, radix: 8))")
            }
            if node.user != 0 { problems.append("\(path) belongs to user \(node.user)") }
        }
        return .judged(problems, otherwise: "\(files.count) files")
    }

    /// Everyone may write, and only an owner may remove: what starts before or without systemd-tmpfiles finds them so.
    private static let temporaryPermissions = 0o1777

    /// Looks at where links lead; that a folder is missing or leads nowhere is for `tree.layout` to say.
    static func temporary(_ image: OfflineImage) -> Finding {
        let wanted = String(temporaryPermissions, radix: 8)
        var names: [String] = []
        var problems: [String] = []
        for folder in ["/tmp", "/var/tmp"] {
            guard let place = image.tree.resolve(folder), let node = image.tree[place], node.kind == .folder
            else { continue }
            let name = place == folder ? folder : "\(folder) (leads to \(place))"
            names.append(name)
            if node.permissions != temporaryPermissions {
                problems.append("\(name) has the mode \(String(node.permissions, radix: 8)), not \(wanted)")
            }
            if node.user != 0 || node.group != 0 {
                problems.append("\(name) belongs to \(node.user):\(node.group), not to root:root")
            }
        }
        guard !names.isEmpty else { return .skip("there is neither /tmp nor /var/tmp") }
        return .judged(problems, otherwise: "\(names.joined(separator: " and ")): \(wanted) root:root")
    }

    private static func numbers(_ path: String, _ image: OfflineImage) throws -> Set<Int> {
        let lines = (try image.tree.text(path) ?? "").split(separator: "\n")
        return Set(
            lines.compactMap { line in
                let fields = line.split(separator: ":", omittingEmptySubsequences: false)
                return fields.count > 2 ? Int(fields[2]) : nil
            }
        )
    }
}
