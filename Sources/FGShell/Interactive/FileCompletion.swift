import FGCore
import FGTerminal

/// Files and folders that start with a text.
enum FileCompletion {
    static func candidates(_ prefix: String, _ limit: Int) -> [Candidate] {
        let slash = prefix.lastIndex(of: "/")
        let shown = slash.map { String(prefix[...$0]) } ?? ""
        let folder: FilePath = shown.isEmpty ? "." : FilePath(shown)
        let start = slash.map { prefix[prefix.index(after: $0)...] } ?? prefix[...]
        let names = (try? folder.entries()) ?? []
        return names.filter { $0.hasPrefix(start) && (start.hasPrefix(".") || !$0.hasPrefix(".")) }.prefix(
            limit
        ).map {
            Candidate(shown + $0 + ((folder / $0).isFolder ? "/" : ""), "")
        }
    }
}
