import FGCore

/// Files and folders, and whether they are still as they were.
struct WatchedFiles: Sendable {
    /// What tells that a file is another one, or was written.
    struct Stamp: Sendable, Hashable {
        let inode: UInt64
        let size: Int64
        let modified: Int64
        let nanoseconds: Int
        let permissions: UInt32
    }

    /// How many files of a folder are looked at.
    private static let limit = 20_000

    /// Sorted, each once.
    let paths: [String]

    init(_ paths: [FilePath]) {
        self.paths = Set(paths.map(\.string)).sorted()
    }

    /// The state of all of them now; what is not there has none.
    var state: [String: Stamp] {
        var state: [String: Stamp] = [:]
        var open = paths.map { FilePath($0) }
        while let path = open.popLast(), state.count < Self.limit {
            guard state[path.string] == nil, let status = path.linkStatus() else { continue }
            state[path.string] = Stamp(
                inode: status.inode,
                size: status.size,
                modified: status.modified,
                nanoseconds: status.modifiedNanoseconds,
                permissions: status.permissions
            )
            // A link may lead to a file that is written in its place.
            if status.kind == .symbolicLink, let target = path.canonical() { open.append(target) }
            if status.kind == .folder { open += ((try? path.entries()) ?? []).map { path / $0 } }
        }
        return state
    }
}
