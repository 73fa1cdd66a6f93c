import FGCore
import FGLanguage

extension TemplateMerge {
    mutating func applyGroup(_ reader: inout TemplateLineReader) throws {
        let name = try reader.matching("a group's name", TemplateLineReader.userPattern)
        try takeKey(name, &reader)
        var groups = template.groups ?? []
        let before = groups.first { $0.name == name }
        var group = before ?? ResolvedTemplate.Group(name: name)
        if let text = try reader.named("gid") {
            guard let gid = Int(text), (1000...59_999).contains(gid) else {
                throw reader.wrong("\"\(text)\" is no group number", hint: "from 1000 to 59999")
            }
            if let other = groups.first(where: { $0.gid == gid && $0.name != name }) {
                throw reader.wrong("the group \(other.name) has the number \(gid) already")
            }
            group.gid = gid
        }
        try requireTighter(group, than: before, reader)
        groups.removeAll { $0.name == name }
        template.groups = groups + [group]
    }

    mutating func applyTree(_ reader: inout TemplateLineReader) throws {
        let path = try reader.matching("an absolute path", #"/([^\u{0}-\u{1F}]*[^/\u{0}-\u{1F}])?"#)
        guard !path.split(separator: "/").contains(where: { $0 == ".." || $0 == "." }) else {
            throw reader.wrong("the path has . or .. in it")
        }
        try takeKey(path, &reader)
        var trees = template.trees ?? []
        let before = trees.first { $0.path == path }
        var tree = before ?? ResolvedTemplate.Tree(path: path)
        if let from = try reader.named("from") {
            var source = SourceTree(folder: FilePath(from).resolved(in: reader.folder))
            do {
                try source.read()
            } catch let error as FGError {
                throw reader.wrong(
                    error.message,
                    hint: error.hint ?? "the path is seen from \(reader.folder)"
                )
            }
            tree.entries = source.entries
            contents.merge(source.contents) { first, _ in first }
            fileSources[path] = from
        } else if before == nil {
            throw reader.wrong("a tree needs from=")
        }
        if let owner = try reader.owner() { tree.owner = owner }
        trees.removeAll { $0.path == path }
        template.trees = trees + [tree]
    }
}

extension TemplateLineReader {
    /// `owner=USER:GROUP`; nil when it is not there.
    mutating func owner() throws -> String? {
        guard let owner = try named("owner") else { return nil }
        guard Self.fits(owner, "\(Self.userPattern):\(Self.userPattern)") else {
            throw wrong("\"\(owner)\" is no owner", hint: "USER:GROUP")
        }
        return owner
    }

    /// Names of locales, the default one first.
    mutating func locales() throws -> [String] {
        var names: [String] = []
        while let name = try nextWord("a locale") {
            guard name == "C.UTF-8" || Self.fits(name, #"[a-z]{2,3}(_[A-Z]{2})?\.UTF-8(@[a-z]+)?"#) else {
                throw wrong(
                    "\"\(name)\" is no locale",
                    hint: "language, country and UTF-8, the only character set: de_DE.UTF-8"
                )
            }
            guard !names.contains(name) else { throw wrong("the locale \(name) stands twice in this line") }
            names.append(name)
        }
        return names
    }

    /// The name of a time zone.
    mutating func timezone() throws -> String {
        let name = try word("a time zone")
        guard Self.fits(name, #"[A-Za-z]+[A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}"#) else {
            throw wrong("\"\(name)\" is no time zone", hint: "area and city: Europe/Berlin, or Etc/UTC")
        }
        return name
    }
}
