import FGCore

/// The files of a file system, as far as two of them can be compared: those of systems with all facts, FAT with names and bytes.
struct ComparedFiles: Sendable {
    /// What a file holds.
    enum Content: Hashable, CustomStringConvertible {
        case bytes([UInt8])
        /// Of a file that is too large to hold.
        case digest(Digest)

        var description: String {
            switch self {
            case .bytes(let bytes): "\(bytes.count) bytes"
            case .digest(let digest): digest.description
            }
        }
    }

    private enum Source {
        case tree(FileTree, [String: FileNode])
        case fat(FATFileSystem, [String: Int64])
    }

    private static let largest: Int64 = 64 << 20

    private let source: Source

    /// - Throws: `refused` for a file system that is not known or damaged.
    init(_ region: DiskRegion) throws {
        if let name = FileSystemName.of(region), ReadableFileSystems.names.contains(name) {
            let tree = try FileTree(ReadableFileSystems.open(region))
            source = .tree(tree, Dictionary(tree.all.map { ($0.key, $0.value) }) { first, _ in first })
        } else {
            let fileSystem = try FATFileSystem(region)
            source = .fat(fileSystem, try fileSystem.files())
        }
    }

    var paths: [String] {
        switch source {
        case .tree(_, let nodes): Array(nodes.keys)
        case .fat(_, let files): Array(files.keys)
        }
    }

    /// What is known of a file beside its content, its kind and size first; nil when there is none.
    func facts(of path: String) -> [(aspect: String, text: String)]? {
        switch source {
        case .fat(_, let files): return files[path].map { [("size", "\($0) bytes")] }
        case .tree(let tree, let nodes):
            guard let node = nodes[path] else { return nil }
            // A folder's size is that of its list of names, which has its files in it.
            let size = node.kind == .folder ? "" : ", \(node.size) bytes"
            return [
                ("size", "\(node.kind)\(size)"), ("mode", String(node.permissions, radix: 8)),
                ("owner", "\(node.user):\(node.group)"), ("time", "\(Timestamp(seconds: node.modified))"),
                ("target", node.kind == .symbolicLink ? tree.target(ofLink: path) ?? "" : ""),
            ]
        }
    }

    /// The content of a regular file; nil for anything else.
    func content(of path: String) throws -> Content? {
        switch source {
        case .fat(let fileSystem, let files):
            guard let size = files[path], size <= Self.largest else { return nil }
            return .bytes(try fileSystem.bytes(path, limit: size))
        case .tree(let tree, let nodes):
            guard let node = nodes[path], node.kind == .file else { return nil }
            if node.size <= Self.largest { return .bytes(try tree.bytes(of: node, limit: Self.largest)) }
            let hash = SHA256()
            try tree.forEachPiece(of: node) { piece in
                try Task.checkCancellation()
                hash.update(piece)
            }
            return .digest(hash.finish())
        }
    }
}
