import FGGenerator

/// Compares what a booted guest says of itself with its recipe.
struct GuestJudge: Sendable {
    let recipe: Recipe
    let report: GuestReport

    private var template: ResolvedTemplate { recipe.template }

    /// The verdicts of everything that the guest was asked.
    func verdicts() -> [Verdict] {
        [
            units, network, identifiers, match, packages, packageStates, passwords, root, sshSettings,
        ] + template.checks.indices.map(templateCheck)
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
        let hasKeys = report.lines("hostkeys").contains { $0.hasPrefix("/etc/ssh/ssh_host") }
        let isGood = id.count == 32 && hasKeys
        return Verdict(
            "boot.ids",
            isGood ? .pass : .fail,
            isGood ? "id \(id)" : "machine-id \"\(id)\", host keys: \(hasKeys)"
        )
    }

    private var match: Verdict {
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
        let known = Set(template.users.map(\.name))
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

    private var installed: [(status: String, text: String)] {
        report.lines("packages").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count == 4 else { return nil }
            return (String(fields[0]), "\(fields[1]) \(fields[2]) \(fields[3])")
        }
    }

    private var packages: Verdict {
        let found = Set(installed.map(\.text))
        let wanted = Set(recipe.packages.map { "\($0.name) \($0.version) \($0.architecture)" })
        let missing = wanted.subtracting(found).sorted()
        let extra = found.subtracting(wanted).sorted()
        guard missing.isEmpty, extra.isEmpty else {
            let text = missing.prefix(5).map { "missing \($0)" } + extra.prefix(5).map { "extra \($0)" }
            return Verdict("pkg.exact", .fail, text.joined(separator: "; "))
        }
        return Verdict("pkg.exact", .pass, "\(found.count) packages")
    }

    private var packageStates: Verdict {
        let bad = installed.filter { $0.status != "ii" && $0.status != "hi" }
        let isGood = bad.isEmpty && !installed.isEmpty
        return Verdict(
            "pkg.state",
            isGood ? .pass : .fail,
            isGood ? "all installed" : bad.prefix(5).map(\.text).joined(separator: "; ")
        )
    }

    private var passwords: Verdict {
        let empty = report.lines("shadow").filter { $0.hasSuffix(":") }
        let roots = report.lines("passwd").filter { line in
            let fields = line.split(separator: ":", omittingEmptySubsequences: false)
            return fields.count > 2 && fields[2] == "0" && fields[0] != "root"
        }
        let isGood = empty.isEmpty && roots.isEmpty && !report.lines("shadow").isEmpty
        return Verdict(
            "user.empty",
            isGood ? .pass : .fail,
            isGood ? "none" : (empty + roots).joined(separator: "; ")
        )
    }

    private var root: Verdict {
        let field = report.lines("shadow").first { $0.hasPrefix("root:") }?.dropFirst("root:".count) ?? ""
        let isLocked = field.hasPrefix("*") || field.hasPrefix("!")
        return Verdict(
            "user.root",
            isLocked ? .pass : .fail,
            isLocked ? "no password can match" : "root has a password"
        )
    }

    private var sshSettings: Verdict {
        let settings = report.lines("sshd")
        let wanted = template.root["*"] == .keyOnly ? ["without-password", "prohibit-password"] : ["no"]
        let rootLogin =
            settings.first { $0.hasPrefix("permitrootlogin ") }?.dropFirst("permitrootlogin ".count)
            ?? "unknown"
        let takesPasswords = !settings.contains("passwordauthentication no")
        let isGood = wanted.contains(String(rootLogin)) && !takesPasswords
        return Verdict(
            "sec.ssh",
            isGood ? .pass : .fail,
            "permitrootlogin \(rootLogin), passwords \(takesPasswords ? "yes" : "no")"
        )
    }

    private func templateCheck(_ index: Int) -> Verdict {
        let check = template.checks[index]
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
