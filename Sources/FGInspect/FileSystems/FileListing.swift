import FGCore

/// All files of a file system with everything that an archive of them holds, sorted by path.
package struct FileListing: Sendable {
    /// The files; the root folder, whose path is empty, is the first.
    package let files: [ListedFile]
    private let fileSystem: any ReadableFileSystem

    private static let limit = 2_000_000
    private static let deepest = 256
    /// So many times the size of the file system may its files be together; more is a trap.
    private static let mostContent: Int64 = 16

    /// Reads all folders of a file system.
    ///
    /// - Throws: `refused` when a structure is damaged, a name is not UTF-8, a folder is inside of itself, or there is
    ///   too much.
    package init(_ fileSystem: any ReadableFileSystem) throws {
        self.fileSystem = fileSystem
        var found: [(path: String, node: FileNode)] = []
        var seen: Set<UInt32> = [fileSystem.root]
        var pending: [(path: String, inode: UInt32, depth: Int)] = [("", fileSystem.root, 0)]
        found.append(("", try fileSystem.node(fileSystem.root)))
        var content: Int64 = 0
        while let (path, number, depth) = pending.popLast() {
            try Task.checkCancellation()
            guard depth < Self.deepest else { throw FGError(.refused, "folders are nested too deep") }
            var names: Set<String> = []
            for (bytes, inode) in try fileSystem.entries(of: number) {
                let shown = PrintableText.of([0x2f] + Array((path.isEmpty ? "" : path + "/").utf8) + bytes)
                guard let name = String(validating: bytes, as: UTF8.self) else {
                    throw FGError(.refused, "the name \(shown) is not UTF-8")
                }
                guard names.insert(name).inserted else {
                    throw FGError(.refused, "the name \(shown) stands twice in its folder")
                }
                let node: FileNode
                do {
                    node = try fileSystem.node(inode)
                } catch let error as FGError where error.code == .refused {
                    throw FGError(.refused, "\(shown): \(error.message)")
                }
                let child = path.isEmpty ? name : path + "/" + name
                found.append((child, node))
                if node.kind == .file { content += min(node.size, .max / 4 - content) }
                guard node.kind == .folder else { continue }
                guard seen.insert(inode).inserted else {
                    throw FGError(.refused, "the folder \(shown) has two places")
                }
                pending.append((child, inode, depth + 1))
            }
            guard found.count <= Self.limit else { throw FGError(.refused, "there are too many files") }
        }
        let size = fileSystem.size
        guard content / Self.mostContent <= size else {
            throw FGError(.refused, "the files say that they are \(ByteCount(content)) on \(ByteCount(size))")
        }
        files = try Self.listed(found, fileSystem)
    }

    private static func listed(
        _ found: [(path: String, node: FileNode)],
        _ fileSystem: any ReadableFileSystem
    ) throws -> [ListedFile] {
        var firsts: [UInt32: String] = [:]
        let sorted = found.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        return try sorted.map { path, node in
            try Task.checkCancellation()
            let first = node.kind == .folder ? nil : firsts[node.inode]
            firsts[node.inode] = first ?? path
            do {
                return try ListedFile(path: path, node: node, first: first, fileSystem)
            } catch let error as FGError where error.code == .refused {
                throw FGError(.refused, "/\(PrintableText.of(path)): \(error.message)")
            }
        }
    }

    /// Hands out a file's bytes in order, holes as zeros, in pieces of at most 1 MiB.
    ///
    /// - Throws: `refused` when the file's map is damaged.
    package func forEachPiece(of file: ListedFile, _ body: ([UInt8]) throws -> Void) throws {
        var place: Int64 = 0
        func fill(to end: Int64) throws {
            while place < end {
                try Task.checkCancellation()
                let count = min(1 << 20, end - place)
                try body([UInt8](repeating: 0, count: Int(count)))
                place += count
            }
        }
        do {
            try fileSystem.forEachPiece(of: file.node.inode) { offset, piece in
                try fill(to: offset)
                try body(piece)
                place = offset + Int64(piece.count)
            }
        } catch let error as FGError where error.code == .refused {
            throw FGError(.refused, "/\(PrintableText.of(file.path)): \(error.message)")
        }
        try fill(to: file.node.size)
    }
}
