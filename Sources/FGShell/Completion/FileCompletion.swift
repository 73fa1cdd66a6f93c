import FGCore
import Glibc

/// Files and folders that start with a text.
enum FileCompletion {
    private static let limit = 200

    /// Those of the folder that the text names so far, sorted; none when they cannot be read before the deadline.
    static func list(_ prefix: String, until deadline: ContinuousClock.Instant) -> SuggestionList {
        let slash = prefix.lastIndex(of: "/")
        let shown = slash.map { String(prefix[...$0]) } ?? ""
        let start = slash.map { String(prefix[prefix.index(after: $0)...]) } ?? prefix
        guard let folder = opendir(shown.isEmpty ? "." : shown) else { return SuggestionList() }
        defer { closedir(folder) }
        var found: [Suggestion] = []
        while let entry = readdir(folder) {
            guard deadline > .now else { return SuggestionList() }
            let name = entry.name
            guard name.hasPrefix(start), name != ".", name != "..",
                start.hasPrefix(".") || !name.hasPrefix(".")
            else { continue }
            let isFolder = isFolder(entry.pointee.d_type, shown + name)
            found.append(Suggestion(shown + name + (isFolder ? "/" : ""), "", isPartial: isFolder))
        }
        found.sort { $0.text < $1.text }
        guard found.count > limit, let last = found.last else { return SuggestionList(found) }
        return SuggestionList(found.prefix(limit - 1) + [last], rest: found.count - limit)
    }

    private static func isFolder(_ type: UInt8, _ path: String) -> Bool {
        switch Int(type) {
        case Int(DT_DIR): return true
        case Int(DT_LNK), Int(DT_UNKNOWN):
            var status = stat()
            return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
        default: return false
        }
    }
}
