import FGCore
import FGProcess

/// Groups, users, and who may not become root.
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
        if let shell = user.shell, shell != account.shell { arguments += ["--shell", shell] }
        if !user.groups.isEmpty { arguments += ["--append", "--groups", user.groups.joined(separator: ",")] }
        if !arguments.isEmpty { try await change("/usr/sbin/usermod", arguments + [user.name]) }
    }

    /// Takes away how a base lets people become root: what the template says of root holds for all of the image.
    func closeRoot() throws {
        guard recipe.base != nil else { return }
        if let shadow = try lines(of: "/etc/shadow") {
            let locked = shadow.map { line -> String in
                var fields = line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
                guard fields.count > 1, fields[0] == "root" else { return String(line) }
                fields[1] = "*"
                return fields.joined(separator: ":")
            }
            if locked != shadow.map(String.init) {
                let place = tree.file("/etc/shadow")
                // The file stays the same one: owner and mode are its own.
                let file = try OpenFile(place, .readWrite)
                let bytes = Array(locked.joined(separator: "\n").utf8)
                try file.write(bytes, at: 0)
                try file.truncate(to: Int64(bytes.count))
            }
        }
        if template.root["*"] != .keyOnly { try tree.remove("/root/.ssh/authorized_keys") }
    }

    private func lines(of path: String) throws -> [Substring]? {
        let place = tree.file(path)
        guard place.status()?.kind == .file else { return nil }
        return try place.readText().split(separator: "\n", omittingEmptySubsequences: false)
    }
}
