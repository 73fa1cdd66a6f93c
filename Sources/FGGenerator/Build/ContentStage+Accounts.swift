import FGCore
import FGProcess

/// Groups and users, and who may not log in.
extension ContentStage {
    /// An account that is in the image already.
    private struct Account {
        let uid: String
        let home: String
        let shell: String

        init?(_ fields: [Substring]) {
            guard fields.count > 6, fields[5].hasPrefix("/") else { return nil }
            (uid, home, shell) = (String(fields[2]), String(fields[5]), String(fields[6]))
        }
    }

    /// The line of a name in a file such as `/etc/passwd`, in its fields.
    private func fields(of name: String, in file: String) throws -> [Substring]? {
        let place = tree.file(file)
        guard place.status()?.kind == .file else { return nil }
        return try place.readText().split(separator: "\n")
            .map { $0.split(separator: ":", omittingEmptySubsequences: false) }
            .first { $0.count > 2 && $0[0] == name }
    }

    /// Runs a program that changes accounts.
    ///
    /// - Throws: `invalid` for an image that does not have it.
    private func change(_ program: String, _ arguments: [String]) async throws {
        guard tree.file(program).exists else {
            throw FGError(
                .invalid,
                "the image has no \(program), which sets up users and groups",
                subject: program,
                hint: "leave out the lines user and group, or take a base that has it"
            )
        }
        try await tree.command([program] + arguments).runChecked()
    }

    func add(_ group: ResolvedTemplate.Group) async throws {
        if let there = try fields(of: group.name, in: "/etc/group") {
            guard let gid = group.gid, there[2] != "\(gid)" else { return }
            throw FGError(
                .invalid,
                "the group \(group.name) of the packages has the number \(there[2]), not \(gid)",
                subject: group.name
            )
        }
        let number = group.gid.map { ["--gid", "\($0)"] } ?? []
        try await change("/usr/sbin/groupadd", number + [group.name])
    }

    func add(_ user: ResolvedTemplate.User) async throws {
        for group in user.groups { try await change("/usr/sbin/groupadd", ["--force", group]) }
        let there =
            recipe.base == nil ? nil : try fields(of: user.name, in: "/etc/passwd").flatMap(Account.init)
        if let there {
            try await change(there, to: user)
        } else {
            var arguments = ["--create-home", "--shell", user.shell ?? "/bin/bash"]
            if let uid = user.uid { arguments += ["--uid", "\(uid)"] }
            // A group of the user's own name that is there already is the one it gets.
            if template.groups?.contains(where: { $0.name == user.name }) ?? false {
                arguments += ["--gid", user.name]
            }
            if !user.groups.isEmpty { arguments += ["--groups", user.groups.joined(separator: ",")] }
            try await change("/usr/sbin/useradd", arguments + [user.name])
        }
        guard !user.keys.isEmpty else { return }
        let folder = (there?.home ?? "/home/\(user.name)") + "/.ssh"
        try tree.write(folder + "/authorized_keys", user.keys.joined(separator: "\n") + "\n", mode: 0o600)
        try await tree.command(["/bin/chmod", "700", folder]).runChecked()
        try await tree.command(["/bin/chown", "-R", "\(user.name):", folder]).runChecked()
    }

    /// Gives a user of the base what the template says of it.
    private func change(_ account: Account, to user: ResolvedTemplate.User) async throws {
        if let uid = user.uid, account.uid != "\(uid)" {
            throw FGError(
                .invalid,
                "the user \(user.name) of the base has the number \(account.uid), not \(uid)",
                subject: user.name
            )
        }
        var arguments: [String] = []
        let shell = user.shell ?? "/bin/bash"
        if shell != account.shell { arguments += ["--shell", shell] }
        if !user.groups.isEmpty { arguments += ["--append", "--groups", user.groups.joined(separator: ",")] }
        if !arguments.isEmpty { try await change("/usr/sbin/usermod", arguments + [user.name]) }
    }

    /// Takes passwords and keys away that a base brings: who may log in is the template's to say.
    func closeAccounts() throws {
        guard recipe.base != nil else { return }
        try setPasswords(in: "/etc/shadow") { password in
            password.hasPrefix("*") || password.hasPrefix("!") ? password : "*"
        }
        // What stands here counts before what stands there.
        let hasShadow = tree.file("/etc/shadow").status()?.kind == .file
        try setPasswords(in: "/etc/passwd") { _ in hasShadow ? "x" : "*" }
        for line in try lines(of: "/etc/passwd") {
            guard let account = Account(line.split(separator: ":", omittingEmptySubsequences: false)) else {
                continue
            }
            for name in ["authorized_keys", "authorized_keys2"] {
                try tree.remove("\(account.home)/.ssh/\(name)")
            }
        }
    }

    private func lines(of path: String) throws -> [String] {
        let place = tree.file(path)
        guard place.status()?.kind == .file else { return [] }
        return try place.readText().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private func setPasswords(in path: String, _ change: (String) -> String) throws {
        let lines = try lines(of: path)
        let changed = lines.map { line -> String in
            var fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard fields.count > 2 else { return line }
            fields[1] = change(fields[1])
            return fields.joined(separator: ":")
        }
        guard changed != lines else { return }
        // The file stays the same one: owner and mode are its own.
        let file = try OpenFile(tree.file(path), .readWrite)
        let bytes = Array(changed.joined(separator: "\n").utf8)
        try file.write(bytes, at: 0)
        try file.truncate(to: Int64(bytes.count))
    }
}
