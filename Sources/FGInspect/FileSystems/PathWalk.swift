/// Follows a path through folders and links, inside of a root that it cannot leave.
enum PathWalk {
    /// What stands at a path without links before its last part.
    enum Step {
        /// Anything but a link.
        case place
        case link(to: String)
    }

    private static let mostLinks = 40

    /// The path without links that a path leads to; nil when it leads nowhere or in a circle.
    ///
    /// `look` is asked for paths without links that begin with a slash.
    static func resolve(_ path: String, look: (String) -> Step?) -> String? {
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var current = ""
        var links = 0
        while let part = pending.popLast() {
            if part == "." { continue }
            if part == ".." {
                current = current.lastIndex(of: "/").map { String(current[..<$0]) } ?? ""
                continue
            }
            let next = current + "/" + part
            switch look(next) {
            case nil: return nil
            case .place: current = next
            case .link(let target):
                links += 1
                guard links <= mostLinks else { return nil }
                if target.hasPrefix("/") { current = "" }
                pending += target.split(separator: "/").map(String.init).reversed()
            }
        }
        return current.isEmpty ? "/" : current
    }
}
