import FGGenerator

/// Compares what a booted guest says of itself with its template.
struct GuestJudge: Sendable {
    /// Nil for an imported image, which no template describes.
    let template: ResolvedTemplate?
    let report: GuestReport
    /// The longest time to start, in milliseconds.
    let budget: Int
    /// Whether the image has an ssh server.
    var hasSSH = true
    /// The accounts of people that the image's base has.
    var baseUsers: [String] = []
    /// Why ssh did not answer; nil when it did or was not tried.
    var sshFailure: String?

    /// The verdicts of everything that the guest was asked.
    func verdicts() -> [Verdict] {
        [
            time, units, messages, match, network, identifiers, sshSettings,
        ] + (template?.checks.enumerated().map { templateCheck($0.offset, $0.element) } ?? [])
    }

    private var units: Verdict {
        let state = report.lines("running").last ?? "no answer"
        let failed = report.lines("failed").compactMap { $0.split(separator: " ").first.map(String.init) }
        let isGood = state == "running" && failed.isEmpty
        return Verdict(
            "boot.units",
            isGood ? .pass : .fail,
            failed.isEmpty ? state : "\(state): \(failed.joined(separator: ", "))"
        )
    }

    private var network: Verdict {
        let address = report.lines("address").first
        // The test's network is closed, so it offers an address and no way out.
        return Verdict("boot.net", address == nil ? .fail : .pass, address ?? "no address")
    }

    private var identifiers: Verdict {
        let id = report.lines("machineid").first ?? ""
        let hasKeys = !hasSSH || report.lines("hostkeys").contains { $0.hasPrefix("/etc/ssh/ssh_host") }
        let isGood = id.count == 32 && hasKeys
        return Verdict(
            "boot.ids",
            isGood ? .pass : .fail,
            isGood ? "id \(id)" : "machine-id \"\(id)\", host keys: \(hasKeys)"
        )
    }

    private var match: Verdict {
        guard let template else { return Verdict("boot.match", .skip, "an imported image has no template") }
        var wrong: [String] = []
        let hostname = report.lines("hostname").first ?? ""
        if hostname != template.hostname { wrong.append("hostname is \(hostname)") }
        let accounts = report.lines("passwd").map {
            $0.split(separator: ":", omittingEmptySubsequences: false)
        }
        for user in template.users {
            guard let account = accounts.first(where: { $0.first.map(String.init) == user.name }),
                account.count > 6
            else {
                wrong.append("user \(user.name) is missing")
                continue
            }
            if let uid = user.uid, account[2] != "\(uid)" {
                wrong.append("user \(user.name) has number \(account[2])")
            }
            for group in user.groups where !isMember(user.name, of: group) {
                wrong.append("user \(user.name) is not in \(group)")
            }
        }
        let people = accounts.compactMap { account -> String? in
            guard account.count > 2, let uid = Int(account[2]), (1000..<60_000).contains(uid) else {
                return nil
            }
            return String(account[0])
        }
        let known = Set(template.users.map(\.name) + baseUsers)
        wrong += people.filter { !known.contains($0) }.map { "user \($0) is not the template's" }
        for (name, state) in template.services {
            let found = report.lines("service:\(name)").first ?? "unknown"
            let isRight =
                switch state {
                case .enabled: found.hasPrefix("enabled") || found == "static" || found == "alias"
                case .disabled: found == "disabled"
                case .masked: found.hasPrefix("masked")
                }
            if !isRight { wrong.append("service \(name) is \(found), not \(state.rawValue)") }
        }
        return Verdict(
            "boot.match",
            wrong.isEmpty ? .pass : .fail,
            wrong.isEmpty ? "as the template" : wrong.joined(separator: "; ")
        )
    }

    private func isMember(_ user: String, of group: String) -> Bool {
        report.lines("groups").contains { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            return fields.count > 3 && fields[0] == group
                && fields[3].split(separator: ",").contains(Substring(user))
        }
    }

    /// Slow processors get a longer budget; the kernel and the services are counted, not the firmware.
    private var time: Verdict {
        let line = report.lines("time").first ?? "no answer"
        let milliseconds = Self.milliseconds(in: line)
        let isGood = milliseconds.map { $0 <= budget } ?? false
        return Verdict("boot.time", isGood ? .pass : .fail, "\(line); the budget is \(budget) ms")
    }

    /// The total of a line such as `Startup finished in 2.1s (kernel) + 1min 3.5s (userspace) = 1min 5.6s`.
    static func milliseconds(in line: String) -> Int? {
        guard let equals = line.lastIndex(of: "=") else { return nil }
        var total = 0.0
        for word in line[line.index(after: equals)...].split(separator: " ") {
            for (unit, factor) in [("min", 60_000.0), ("ms", 1), ("s", 1000)] where word.hasSuffix(unit) {
                guard let value = Double(word.dropLast(unit.count)) else { return nil }
                total += value * factor
                break
            }
        }
        return Int(total)
    }

    private var messages: Verdict {
        let errors = report.lines("dmesg").filter { line in !Self.harmless.contains { line.contains($0) } }
        return Verdict(
            "boot.dmesg",
            errors.isEmpty ? .pass : .fail,
            errors.isEmpty ? "no errors" : errors.prefix(3).joined(separator: "; ")
        )
    }

    /// Parts of error lines that say nothing of the image: they come from the emulated machine.
    private static let harmless = [
        "i8042: Can't read CTR", "Driver 'pcspkr' is already registered", "powernow_k8: Power state",
        "RAS: Correctable Errors collector", "MDS CPU bug present", "ACPI BIOS Error", "ACPI Error",
        "regulatory.db", "https://wiki.debian.org/Firmware",
        "Failed to query local AF_VSOCK CID", "systemd-ssh-generator failed with exit status",
    ]

    private var sshSettings: Verdict {
        guard hasSSH else { return Verdict("boot.ssh", .skip, "the image has no ssh server") }
        if let sshFailure {
            guard network.outcome == .pass else {
                return Verdict("boot.ssh", .skip, "there is no network to reach it by")
            }
            return Verdict("boot.ssh", .fail, "ssh: \(sshFailure)")
        }
        let settings = report.lines("sshd")
        let isKeyOnly = template?.root["*"] ?? .keyOnly == .keyOnly
        let wanted = isKeyOnly ? ["no", "without-password", "prohibit-password"] : ["no"]
        let rootLogin =
            settings.first { $0.hasPrefix("permitrootlogin ") }?.dropFirst("permitrootlogin ".count)
            ?? "unknown"
        let takesPasswords = !settings.contains("passwordauthentication no")
        let isGood = wanted.contains(String(rootLogin)) && (template == nil || !takesPasswords)
        return Verdict(
            "boot.ssh",
            isGood ? .pass : .fail,
            "the given key logs in; permitrootlogin \(rootLogin), passwords \(takesPasswords ? "yes" : "no")"
        )
    }

    private func templateCheck(_ index: Int, _ check: ResolvedTemplate.Check) -> Verdict {
        let lines = report.lines("check:\(index + 1)")
        let status = lines.last.flatMap {
            $0.hasPrefix("@@status ") ? Int($0.dropFirst("@@status ".count)) : nil
        }
        let text = lines.dropLast().joined(separator: "\n")
        let isFound = check.contains.map { text.contains($0) } ?? true
        let evidence =
            "\(check.command): status \(status.map(String.init) ?? "unknown")"
            + (isFound ? "" : ", without \"\(check.contains ?? "")\"")
        return Verdict("template.check-\(index + 1)", status == 0 && isFound ? .pass : .fail, evidence)
    }
}
