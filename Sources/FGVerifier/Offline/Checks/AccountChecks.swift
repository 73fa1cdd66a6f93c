import FGGenerator
import FGInspect

/// Checks of users, passwords and how root may come in.
enum AccountChecks {
    static func match(_ image: OfflineImage) throws -> Finding {
        guard let template = image.template else { return .skip("an imported image has no template") }
        let accounts = try SystemAccounts.lines("/etc/passwd", in: image.tree).filter { $0.count >= 7 }
        let groups = try SystemAccounts.lines("/etc/group", in: image.tree).filter { $0.count >= 4 }
        var problems: [String] = []
        for group in template.groups ?? [] {
            guard let found = groups.first(where: { $0[0] == group.name }) else {
                problems.append("the group \(group.name) is missing")
                continue
            }
            if let gid = group.gid, found[2] != "\(gid)" {
                problems.append("the group \(group.name) has the number \(found[2])")
            }
        }
        for user in template.users {
            guard let account = accounts.first(where: { $0[0] == user.name }) else {
                problems.append("the user \(user.name) is missing")
                continue
            }
            if let uid = user.uid, account[2] != "\(uid)" {
                problems.append("the user \(user.name) has the number \(account[2])")
            }
            let shell = user.shell ?? "/bin/bash"
            if account[6] != shell { problems.append("the user \(user.name) has the shell \(account[6])") }
            for group in user.groups {
                let members = groups.first { $0[0] == group }?[3].split(separator: ",") ?? []
                if !members.contains(Substring(user.name)) {
                    problems.append("the user \(user.name) is not in \(group)")
                }
            }
        }
        let known = Set(template.users.map(\.name) + (image.recipe?.base?.users ?? []))
        for account in accounts where !known.contains(account[0]) {
            guard let uid = Int(account[2]), SystemAccounts.people.contains(uid) else { continue }
            problems.append("the user \(account[0]) is not the template's")
        }
        return .judged(problems, otherwise: "\(template.users.count) users")
    }

    static func root(_ image: OfflineImage) throws -> Finding {
        var problems: [String] = []
        let field = try SystemAccounts.lines("/etc/shadow", in: image.tree).first { $0.first == "root" }
            .flatMap {
                $0.count > 1 ? $0[1] : nil
            }
        let isLocked = field.map { $0.hasPrefix("*") || $0.hasPrefix("!") } ?? false
        let policy = image.template?.root["*"] ?? .keyOnly
        if image.recipe != nil, !isLocked { problems.append("root has a password") }
        guard image.tree["/usr/sbin/sshd"] != nil else {
            return .judged(problems, otherwise: "root is locked, no ssh server")
        }
        let settings = try SSHServerSettings(image.tree)
        let login = settings.value("PermitRootLogin") ?? "prohibit-password"
        let passwords = settings.value("PasswordAuthentication") ?? "yes"
        let allowed = policy == .keyOnly ? ["no", "prohibit-password", "without-password"] : ["no"]
        if !allowed.contains(login), image.recipe != nil || !isLocked {
            problems.append("ssh lets root in: PermitRootLogin \(login)")
        }
        if passwords != "no", image.recipe != nil { problems.append("ssh takes passwords") }
        return .judged(problems, otherwise: "PermitRootLogin \(login), PasswordAuthentication \(passwords)")
    }

    static func empty(_ image: OfflineImage) throws -> Finding {
        var problems: [String] = []
        let accounts = try SystemAccounts.lines("/etc/passwd", in: image.tree).filter { $0.count >= 7 }
        let secrets = try SystemAccounts.lines("/etc/shadow", in: image.tree).filter { $0.count >= 2 }
        if accounts.isEmpty || secrets.isEmpty { problems.append("there are no accounts") }
        for secret in secrets where secret[1].isEmpty {
            problems.append("\(secret[0]) has an empty password")
        }
        for account in accounts where account[1].isEmpty {
            problems.append("\(account[0]) has an empty password")
        }
        for account in accounts where account[2] == "0" && account[0] != "root" {
            problems.append("\(account[0]) has the number 0")
        }
        let counts = Dictionary(accounts.map { ($0[2], [$0[0]]) }, uniquingKeysWith: +)
        for (number, names) in counts where names.count > 1 && number != "0" {
            problems.append("\(names.joined(separator: " and ")) share the number \(number)")
        }
        return .judged(problems, otherwise: "\(accounts.count) accounts")
    }
}
