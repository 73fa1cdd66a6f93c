/// The files of a system, wherever they are stored; links are followed inside of it only.
package protocol SystemTree {
    /// What a path leads to, links followed; nil for nothing.
    func kind(_ path: String) -> FileNode.Kind?

    /// The names in a folder, sorted; none when there is no such folder.
    func entries(_ path: String) -> [String]

    /// The target of a symbolic link; nil for what is none.
    func target(ofLink path: String) -> String?

    /// The bytes of a file, links followed.
    ///
    /// - Throws: `notFound` when there is no such file, `refused` when it is larger than `limit` or damaged.
    func bytes(_ path: String, limit: Int64) throws -> [UInt8]

    /// The first bytes of a file, links followed; fewer when the file is shorter.
    ///
    /// - Throws: `notFound` when there is no such file, `refused` when it is damaged.
    func start(_ path: String, count: Int) throws -> [UInt8]
}

extension SystemTree {
    /// The text of a small file, links followed; nil when there is none.
    ///
    /// - Throws: `refused` when it is larger than `limit` or damaged.
    package func text(_ path: String, limit: Int64 = 16 << 20) throws -> String? {
        guard kind(path) == .file else { return nil }
        return String(decoding: try bytes(path, limit: limit), as: UTF8.self)
    }
}
