import FGCore
import FGLanguage

extension TemplateMerge {
    mutating func applyUser(_ reader: inout TemplateLineReader) throws {
        let name = try reader.matching("a user's name", TemplateLineReader.userPattern)
        guard name != "root" else {
            throw reader.wrong("root has its own line", hint: TemplateKeyword.root.usage)
        }
        try takeKey(name, &reader)
        let before = template.users.first { $0.name == name }
        var user = before ?? ResolvedTemplate.User(name: name)
        if let text = try reader.named("uid") {
            guard let uid = Int(text), (1000...59_999).contains(uid) else {
                throw reader.wrong("\"\(text)\" is no user number", hint: "from 1000 to 59999")
            }
            if let other = template.users.first(where: { $0.uid == uid && $0.name != name }) {
                throw reader.wrong("the user \(other.name) has the number \(uid) already")
            }
            user.uid = uid
        }
        if let shell = try reader.named("shell") {
            guard TemplateLineReader.fits(shell, #"/[A-Za-z0-9._/-]+"#) else {
                throw reader.wrong("\"\(shell)\" is no path of a shell")
            }
            user.shell = shell
        }
        if let groups = try reader.named("groups") {
            user.groups = Set(user.groups + Self.list(groups)).sorted()
            for group in user.groups where !TemplateLineReader.fits(group, TemplateLineReader.userPattern) {
                throw reader.wrong("\"\(group)\" is no group's name")
            }
        }
        for key in try reader.allNamed("key") {
            guard SSHPublicKey.isValid(key) else {
                throw reader.wrong("this is no public ssh key", hint: "key=\"ssh-ed25519 AAAA… COMMENT\"")
            }
            user.keys = Set(user.keys + [key]).sorted()
        }
        while let file = try reader.named("keys") {
            user.keys = Set(user.keys + (try keys(in: file, reader))).sorted()
        }
        try requireTighter(user, than: before, reader)
        template.users.removeAll { $0.name == name }
        template.users.append(user)
    }

    /// The keys of a file in the form of `authorized_keys`, whose lines have no options here.
    private func keys(in file: String, _ reader: TemplateLineReader) throws -> [String] {
        let text = String(decoding: try reader.bytes(ofFile: file, limit: 1 << 20), as: UTF8.self)
        var keys: [String] = []
        // A line of another system ends with two characters, which are one to Swift.
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let key = String(line.drop { $0 == " " || $0 == "\t" })
            if key.isEmpty || key.hasPrefix("#") { continue }
            guard SSHPublicKey.isValid(key) else {
                throw reader.wrong(
                    "line \(index + 1) of \(file) is no public ssh key",
                    hint: "each line is one, without options: ssh-ed25519 AAAA… COMMENT"
                )
            }
            keys.append(key)
        }
        guard !keys.isEmpty else { throw reader.wrong("\(file) has no public ssh key") }
        return keys
    }

    mutating func applyRoot(_ reader: inout TemplateLineReader) throws {
        let word = try reader.choice(ResolvedTemplate.RootPolicy.allCases.map(\.rawValue))
        let target = try reader.named("target") ?? "*"
        try takeKey(target, &reader)
        guard let policy = ResolvedTemplate.RootPolicy(rawValue: word) else { return }
        // The default of a template that says nothing may be loosened once, unless a parent forbids that; what a parent said
        // may not, for a target of its own neither.
        let fallback = restricted.contains(.root) ? template.root[target] ?? template.root["*"] : nil
        if let before = inheritedRoot[target] ?? inheritedRoot["*"] ?? fallback, policy < before {
            throw reader.wrong(
                "a parent says root \(before.rawValue), which is tighter",
                hint: "root is only tightened"
            )
        }
        saidRoot[target] = policy
        template.root[target] = policy
    }

    mutating func applyRun(_ reader: inout TemplateLineReader) throws {
        let command = try reader.word("a command")
        let place = template.run.count
        reader.set("\(place)")
        template.run.append(command)
        guard let network = try reader.named("network") else { return }
        guard ["yes", "no"].contains(network) else {
            throw reader.wrong("\"\(network)\" is neither yes nor no")
        }
        guard network == "yes" else { return }
        if restricted.contains(.run) {
            throw refused("the step would have the network", "children run steps without network", reader)
        }
        template.networkRuns = (template.networkRuns ?? []) + [place]
    }

    mutating func applyFile(_ reader: inout TemplateLineReader) throws {
        let path = try reader.matching("an absolute path", #"/[^\u{0}-\u{1F}]*[^/\u{0}-\u{1F}]"#)
        guard !path.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }) else {
            throw reader.wrong("the path has . or .. in it")
        }
        try takeKey(path, &reader)
        var file = template.files.first { $0.path == path }
        let from = try reader.named("from")
        let text = try reader.named("text")
        if from != nil, text != nil { throw reader.wrong("a file has from= or text=, not both") }
        var bytes: [UInt8]?
        if let from { bytes = try reader.bytes(ofFile: from, limit: 256 << 20) }
        if let text { bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8) }
        if let bytes {
            if let secret = SecretScanner.secret(in: bytes) {
                throw reader.wrong(
                    "the file holds \(secret)",
                    hint: "an image has no secrets: give them at deployment"
                )
            }
            let digest = Digest(of: bytes)
            contents[digest] = bytes
            fileSources[path] = from
            file = file ?? ResolvedTemplate.File(path: path, content: digest)
            file?.content = digest
        }
        guard var file else { throw reader.wrong("a file needs from= or text=") }
        if let mode = try reader.named("mode") {
            guard let bits = Int(mode, radix: 8), (0...0o7777).contains(bits), mode.count >= 3 else {
                throw reader.wrong("\"\(mode)\" is no mode", hint: "octal, like 0644")
            }
            file.mode = bits
        }
        if let owner = try reader.owner() { file.owner = owner }
        template.files.removeAll { $0.path == path }
        template.files.append(file)
    }
}
