import FGCore

/// A merged template as lines of a template, one fact each, with the places that each comes from.
struct TemplateFacts {
    /// Names a fact: the keyword, and what it is about where a keyword stands for several.
    struct Key: Hashable {
        let keyword: TemplateKeyword
        let subject: String

        init(_ keyword: TemplateKeyword, _ subject: String = "") {
            self.keyword = keyword
            self.subject = subject
        }
    }

    let template: ResolvedTemplate
    let places: TemplatePlaces
    let contents: [Digest: [UInt8]]
    let fileSources: [String: String]
    let parameters: TemplateParameters

    /// Every fact in the order that templates are written in.
    var all: [TemplateResolver.Fact] {
        scalars + packages + accounts + contentFacts + rules
    }

    private var scalars: [TemplateResolver.Fact] {
        var facts: [TemplateResolver.Fact] = []
        func add(_ keyword: TemplateKeyword, _ words: String) {
            if let lines = places.lines(of: Key(keyword)) { facts.append(fact(keyword, words, "", lines)) }
        }
        add(.summary, Self.quoted(template.summary))
        if let base = template.base { add(.base, Self.words(of: base)) }
        add(.os, "\(template.os) \(template.release)")
        add(.arch, template.architecture)
        add(.snapshot, template.snapshot?.description ?? "")
        add(.hostname, template.hostname)
        add(.locale, (template.locales ?? []).joined(separator: " "))
        add(.timezone, template.timezone ?? "")
        let line = template.kernelCommandLine
        add(.kernel, (template.kernel ?? "") + (line.isEmpty ? "" : " cmdline=\(Self.quoted(line))"))
        if let disk = template.disk {
            let firmware = [disk.bootsBIOS ? "bios" : nil, disk.bootsUEFI ? "uefi" : nil].compactMap { $0 }
            let boot = firmware.joined(separator: "+")
            let swap = disk.swap.map { " swap=\($0.literal)" } ?? ""
            let format = disk.fileSystem.map { " fs=\($0)" } ?? ""
            add(.disk, "\(disk.size.literal) boot=\(boot) esp=\(disk.esp.literal)\(swap)\(format)")
        }
        let sources = template.context.map { "\($0.agent) sources=\($0.sources.joined(separator: ","))" }
        add(.context, sources ?? "none")
        return facts
    }

    private var packages: [TemplateResolver.Fact] {
        let repositories = template.repositories.map { repository in
            var words = [repository.name, "uri=\(repository.uri)"]
            for (name, parts) in [("suites", repository.suites), ("components", repository.components)]
            where !parts.isEmpty {
                words.append("\(name)=\(parts.joined(separator: ","))")
            }
            if let key = repository.key { words.append("key=\(key)") }
            if let signed = repository.signed { words.append("signed=\(signed.rawValue)") }
            return fact(.repository, words.joined(separator: " "), about: repository.name)
        }
        let wanted = template.packages.map { request in
            let bound = (request.comparison ?? "") + (request.version ?? "")
            if let keyword = places.implied[request.name] {
                return fact(.package, request.name, request.name, ["implied by \(keyword.rawValue)"])
            }
            return fact(.package, request.name + bound, about: request.name)
        }
        let excluded = template.excludedPackages.map { fact(.package, "-\($0)", about: $0) }
        return repositories + wanted + excluded
    }

    private var accounts: [TemplateResolver.Fact] {
        let groups = (template.groups ?? []).map { group in
            fact(.group, group.name + (group.gid.map { " gid=\($0)" } ?? ""), about: group.name)
        }
        let users = template.users.map { user in
            var words = [user.name]
            if let uid = user.uid { words.append("uid=\(uid)") }
            if let shell = user.shell { words.append("shell=\(shell)") }
            if !user.groups.isEmpty { words.append("groups=\(user.groups.joined(separator: ","))") }
            words += user.keys.map { "key=\(Self.quoted($0))" }
            return fact(.user, words.joined(separator: " "), about: user.name)
        }
        let root = template.root.sorted { $0.key < $1.key }.compactMap { target, policy in
            places.lines(of: Key(.root, target)).map {
                fact(
                    .root,
                    policy.rawValue + (target == "*" ? "" : " target=\(target)"),
                    target == "*" ? "" : target,
                    $0
                )
            }
        }
        return groups + users + root
    }

    private var contentFacts: [TemplateResolver.Fact] {
        let files = template.files.map { file in
            let mode = String(file.mode, radix: 8)
            let words = "\(file.path) \(source(of: file)) mode=0\(mode) owner=\(file.owner)"
            return fact(.file, words, about: file.path)
        }
        let trees = (template.trees ?? []).map { tree in
            let source = "from=\(Self.quoted(fileSources[tree.path] ?? ""))"
            return fact(
                .tree,
                "\(tree.path) \(source) owner=\(tree.owner)\(Self.state(of: tree))",
                about: tree.path
            )
        }
        let run = template.run.enumerated().map { place, command in
            let hasNetwork = template.networkRuns?.contains(place) ?? false
            return fact(.run, Self.quoted(command) + (hasNetwork ? " network=yes" : ""), about: "\(place)")
        }
        let services = template.services.sorted { $0.key < $1.key }.map { unit, state in
            let mark =
                switch state {
                case .enabled: "+"
                case .disabled: "-"
                case .masked: "mask:"
                }
            return fact(.service, mark + unit, about: unit)
        }
        return files + trees + run + services
    }

    private var rules: [TemplateResolver.Fact] {
        let parameters = parameters.values.sorted { $0.key < $1.key }.map { name, value in
            fact(.parameter, "\(name) default=\(Self.quoted(value))", about: name)
        }
        let locks = places.facts(of: .lock).map { fact(.lock, $0.subject, about: $0.subject) }
        let restrictions = places.facts(of: .restrict).map { fact(.restrict, $0.subject, about: $0.subject) }
        let checks = template.checks.enumerated().map { index, check in
            let text = check.contains.map { " contains=\(Self.quoted($0))" } ?? ""
            return fact(.check, "command=\(Self.quoted(check.command))\(text)", about: "\(index)")
        }
        return parameters + locks + restrictions + checks
    }

    private static func words(of base: ResolvedTemplate.Base) -> String {
        switch base.kind {
        case .archive, .oci:
            "\(base.kind.rawValue) from=\(quoted(base.source))"
                + (base.reference.map { " reference=\(quoted($0))" } ?? "")
        case .registry: "registry \(base.source)" + (base.isPlain == true ? " tls=no" : "")
        case .image: "image \(base.source)"
        }
    }

    /// What is in a tree, as a comment: another state of its folder is another fact.
    private static func state(of tree: ResolvedTemplate.Tree) -> String {
        guard let digest = try? CanonicalJSON.digest(of: tree.entries) else { return "" }
        let count = tree.entries.count
        return " # \(count) \(count == 1 ? "entry" : "entries"), \(digest.short)"
    }

    /// How the content of a file is given: its path outside, or its text.
    private func source(of file: ResolvedTemplate.File) -> String {
        if let path = fileSources[file.path] { return "from=\(Self.quoted(path))" }
        let text = String(decoding: contents[file.content] ?? [], as: UTF8.self)
        return "text=\(Self.quoted(text.hasSuffix("\n") ? String(text.dropLast()) : text))"
    }

    private func fact(_ keyword: TemplateKeyword, _ words: String, about subject: String)
        -> TemplateResolver.Fact
    {
        fact(keyword, words, subject, places.lines(of: Key(keyword, subject)) ?? [])
    }

    private func fact(
        _ keyword: TemplateKeyword,
        _ words: String,
        _ subject: String,
        _ lines: [String]
    ) -> TemplateResolver.Fact {
        TemplateResolver.Fact(
            subject: keyword.rawValue + (subject.isEmpty ? "" : " " + subject),
            text: "\(keyword.rawValue) \(words)",
            origin: lines.joined(separator: ", ")
        )
    }

    /// A text in double quotes as the language reads it.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"", "\\", "$": result += "\\\(character)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            default: result.append(character)
            }
        }
        return result + "\""
    }
}
