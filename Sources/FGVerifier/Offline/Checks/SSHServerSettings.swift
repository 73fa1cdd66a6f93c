import FGInspect

/// What `sshd_config` and the files that it includes say for every connection; the first value of a word counts.
struct SSHServerSettings {
    private var values: [String: String] = [:]

    init(_ tree: FileTree) throws {
        try read("/etc/ssh/sshd_config", tree, depth: 0)
    }

    /// A setting in lower case; nil when no file names it.
    func value(_ name: String) -> String? { values[name.lowercased()] }

    private mutating func read(_ path: String, _ tree: FileTree, depth: Int) throws {
        guard depth < 16, let text = try tree.text(path) else { return }
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "=" }).map(String.init)
            guard let name = words.first?.lowercased(), !name.hasPrefix("#"), words.count > 1 else {
                continue
            }
            // What follows holds for some connections only.
            if name == "match" { return }
            if name == "include" {
                for pattern in words.dropFirst() {
                    for file in Self.files(pattern, tree) { try read(file, tree, depth: depth + 1) }
                }
            } else if values[name] == nil {
                values[name] = words[1].lowercased()
            }
        }
    }

    private static func files(_ pattern: String, _ tree: FileTree) -> [String] {
        let path = pattern.hasPrefix("/") ? pattern : "/etc/ssh/" + pattern
        guard let slash = path.lastIndex(of: "/"), path.hasSuffix("/*.conf") else { return [path] }
        let folder = String(path[..<slash])
        return tree.entries(folder).filter { $0.hasSuffix(".conf") && !$0.hasPrefix(".") }.map {
            folder + "/" + $0
        }
    }
}
