import FGCore

/// Every file of a file system by its path, read once; links are followed inside of it only.
package struct FileTree: SystemTree, Sendable {
    private let fileSystem: any ReadableFileSystem
    private let nodes: [String: FileNode]
    private let names: [String: [String]]

    private static let limit = 5_000_000
    private static let deepest = 256

    /// Reads all folders of a file system.
    ///
    /// - Throws: `refused` when a structure is damaged, a folder is inside of itself, or there are too many files.
    package init(_ fileSystem: any ReadableFileSystem) throws {
        self.fileSystem = fileSystem
        var nodes: [String: FileNode] = [:]
        var names: [String: [String]] = [:]
        var seen: Set<UInt32> = [fileSystem.root]
        var pending: [(path: String, inode: UInt32, depth: Int)] = [("", fileSystem.root, 0)]
        nodes["/"] = try fileSystem.node(fileSystem.root)
        while let (path, number, depth) = pending.popLast() {
            try Task.checkCancellation()
            guard depth < Self.deepest else { throw FGError(.refused, "folders are nested too deep") }
            var list: [String] = []
            for (bytes, inode) in try fileSystem.entries(of: number) {
                let name = String(decoding: bytes, as: UTF8.self)
                let child = path + "/" + name
                let node = try fileSystem.node(inode)
                guard nodes.updateValue(node, forKey: child) == nil else {
                    throw FGError(.refused, "the name \(PrintableText.of(child)) stands twice in its folder")
                }
                list.append(name)
                if node.kind == .folder {
                    guard seen.insert(inode).inserted else {
                        throw FGError(.refused, "the folder \(PrintableText.of(child)) has two places")
                    }
                    pending.append((child, inode, depth + 1))
                }
            }
            guard nodes.count <= Self.limit else { throw FGError(.refused, "there are too many files") }
            names[path.isEmpty ? "/" : path] = list.sorted()
        }
        self.nodes = nodes
        self.names = names
    }

    /// How many files there are.
    package var count: Int { nodes.count }

    /// All paths with their nodes, in no order.
    package var all: some Sequence<(key: String, value: FileNode)> { nodes }

    /// The bytes that the files take at least, each once whatever names it has; what `isLeftOut` says of is not counted.
    ///
    /// - Throws: `refused` when an inode is damaged.
    package func size(leavingOut isLeftOut: (_ path: String) -> Bool) throws -> Int64 {
        var counted: Set<UInt32> = []
        return try nodes.reduce(0) { total, node in
            guard node.value.kind == .file, !isLeftOut(node.key), counted.insert(node.value.inode).inserted
            else { return total }
            let taken = try fileSystem.allocated(of: node.value.inode)
            return total + min(taken, FileNode.room(for: node.value.size))
        }
    }

    /// What stands at a path, links followed; nil for none.
    package subscript(path: String) -> FileNode? {
        resolve(path).flatMap { nodes[$0] }
    }

    /// What a path leads to, links followed; nil for nothing.
    package func kind(_ path: String) -> FileNode.Kind? { self[path]?.kind }

    /// What stands at a path itself, links before its last part followed.
    package func unfollowed(_ path: String) -> FileNode? {
        let (parent, name) = Self.split(path)
        guard let folder = resolve(parent) else { return nil }
        return nodes[Self.join(folder, name)]
    }

    /// The names in a folder, sorted; none when there is no such folder.
    package func entries(_ path: String) -> [String] {
        resolve(path).flatMap { names[$0] } ?? []
    }

    /// The target of a symbolic link; nil for what is none.
    package func target(ofLink path: String) -> String? {
        guard let node = unfollowed(path), node.kind == .symbolicLink else { return nil }
        return target(node)
    }

    /// The path without links that a path leads to; nil when it leads nowhere.
    package func resolve(_ path: String) -> String? {
        PathWalk.resolve(path) { next in
            guard let node = nodes[next] else { return nil }
            guard node.kind == .symbolicLink else { return .place }
            return target(node).map { .link(to: $0) }
        }
    }

    /// The bytes of a file, links followed.
    ///
    /// - Throws: `notFound` when there is no such file, `refused` when it is larger than `limit`.
    package func bytes(_ path: String, limit: Int64 = 16 << 20) throws -> [UInt8] {
        guard let node = self[path], node.kind == .file else {
            throw FGError(.notFound, "there is no file \(path)")
        }
        return try bytes(of: node, limit: limit)
    }

    /// The bytes of a file.
    package func bytes(of node: FileNode, limit: Int64 = 16 << 20) throws -> [UInt8] {
        try fileSystem.content(of: node.inode, limit: limit)
    }

    /// The first bytes of a file, links followed.
    ///
    /// - Throws: `notFound` when there is no such file.
    package func start(_ path: String, count: Int) throws -> [UInt8] {
        guard let node = self[path], node.kind == .file else {
            throw FGError(.notFound, "there is no file \(path)")
        }
        return try start(of: node, count: count)
    }

    /// The first bytes of a file.
    package func start(of node: FileNode, count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        struct Enough: Error {}
        do {
            try fileSystem.forEachPiece(of: node.inode) { offset, piece in
                guard offset == Int64(bytes.count) else { throw Enough() }
                bytes += piece.prefix(count - bytes.count)
                if bytes.count >= count { throw Enough() }
            }
        } catch is Enough {}
        return bytes
    }

    /// Hands out a file's bytes in order, holes as zeros, in pieces of at most 1 MiB.
    package func forEachPiece(of node: FileNode, _ body: ([UInt8]) throws -> Void) throws {
        var place: Int64 = 0
        func fill(to end: Int64) throws {
            while place < end {
                let count = min(1 << 20, end - place)
                try body([UInt8](repeating: 0, count: Int(count)))
                place += count
            }
        }
        try fileSystem.forEachPiece(of: node.inode) { offset, piece in
            try fill(to: offset)
            try body(piece)
            place = offset + Int64(piece.count)
        }
        try fill(to: node.size)
    }

    private func target(_ node: FileNode) -> String? {
        guard let bytes = try? fileSystem.content(of: node.inode, limit: 4096) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("/", path) }
        let parent = String(path[..<slash])
        return (parent.isEmpty ? "/" : parent, String(path[path.index(after: slash)...]))
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder == "/" ? "/" + name : folder + "/" + name
    }
}
