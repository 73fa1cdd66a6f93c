import FGCore

/// Reads the host's own APT sources: sources.list and sources.list.d in both of APT's forms.
///
/// Source: sources.list(5).
enum HostSources {
    /// Every enabled entry for binary packages.
    static func read(from folder: FilePath = "/etc/apt") throws -> [ArchiveSource] {
        var sources: [ArchiveSource] = []
        let list = folder / "sources.list"
        if list.exists { sources += oneLine(try list.readText()) }
        let parts = folder / "sources.list.d"
        guard parts.isFolder else { return sources }
        for name in try parts.entries() {
            if name.hasSuffix(".list") { sources += oneLine(try (parts / name).readText()) }
            if name.hasSuffix(".sources") { sources += deb822(try (parts / name).readText()) }
        }
        return sources
    }

    /// `deb [options] URI SUITE COMPONENT…`, one a line.
    static func oneLine(_ text: String) -> [ArchiveSource] {
        text.split(separator: "\n").compactMap { line in
            var words = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace).map(String.init)
            guard words.first == "deb" else { return nil }
            words.removeFirst()
            var signedBy: String?
            if words.first?.hasPrefix("[") == true {
                while let word = words.first {
                    words.removeFirst()
                    let option = word.trimmingPrefix("[")
                    if option.hasPrefix("signed-by=") {
                        signedBy = String(option.dropFirst("signed-by=".count)).replacing("]", with: "")
                    }
                    if word.hasSuffix("]") { break }
                }
            }
            guard words.count >= 2 else { return nil }
            return ArchiveSource(
                uri: words[0],
                suites: [words[1]],
                components: Array(words[2...]),
                signedBy: signedBy
            )
        }
    }

    /// Stanzas of `Field: value`.
    static func deb822(_ text: String) -> [ArchiveSource] {
        var stanzas: [[String: String]] = [[:]]
        var last: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) where !line.hasPrefix("#") {
            if line.allSatisfy(\.isWhitespace) {
                stanzas.append([:])
                last = nil
            } else if line.first?.isWhitespace == true, let last {
                stanzas[stanzas.count - 1][last, default: ""] += "\n" + line
            } else if let colon = line.firstIndex(of: ":") {
                let name = line[..<colon].lowercased()
                last = name
                stanzas[stanzas.count - 1][name] = String(line[line.index(after: colon)...])
            }
        }
        return stanzas.flatMap { stanza -> [ArchiveSource] in
            func words(_ name: String) -> [String] {
                (stanza[name] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
            }
            guard words("types").contains("deb"), words("enabled").first?.lowercased() != "no" else {
                return []
            }
            // A key inside the stanza is kept as it stands: continued lines and all.
            let signedBy = stanza["signed-by"].map {
                $0.contains("BEGIN PGP") ? $0 : words("signed-by").joined(separator: " ")
            }
            return words("uris").map {
                ArchiveSource(
                    uri: $0,
                    suites: words("suites"),
                    components: words("components"),
                    signedBy: signedBy
                )
            }
        }
    }

    /// The entries that can belong to a release: by suite name, or under a moving name such as `stable`.
    ///
    /// What an archive really is says its signed Release file, which is checked after the update.
    static func candidates(_ sources: [ArchiveSource], release: String) -> [ArchiveSource] {
        let moving = ["stable", "oldstable", "oldoldstable", "testing", "unstable"]
        return sources.compactMap { source in
            var kept = source
            kept.suites = source.suites.filter { suite in
                suite == release || suite.hasPrefix(release + "-") || suite.hasPrefix(release + "/")
                    || moving.contains { suite == $0 || suite.hasPrefix($0 + "-") }
            }
            return kept.suites.isEmpty ? nil : kept
        }
    }
}
