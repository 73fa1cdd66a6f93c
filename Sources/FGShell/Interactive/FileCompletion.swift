import FGCore
import FGTerminal

/// Files and folders that start with a text.
enum FileCompletion {
    static func candidates(_ prefix: String, _ limit: Int) -> [Candidate] {
        let slash = prefix.lastIndex(of: "/")
        let shown = slash.map { String(prefix[...$0]) } ?? ""
        let folder: FilePath = shown.isEmpty ? "." : FilePath(shown)
        let start = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
        let names = ((try? folder.entries()) ?? []).filter { name in
            name.hasPrefix(start) && (start.hasPrefix(".") || !name.hasPrefix("."))
                // A name must not talk to the terminal.
                && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        return names.prefix(limit).map {
            Candidate(shown + $0 + ((folder / $0).isFolder ? "/" : ""), "")
        }
    }
}
