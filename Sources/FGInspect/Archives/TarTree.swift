package import FGCore

/// The files of a root that is stored as a tar archive, by their paths; contents stay in the archive.
package struct TarTree: SystemTree, Sendable {
    private enum Node: Sendable {
        case folder
        case file(Range<Int64>, isSparse: Bool)
        case link(to: String)
        case other(FileNode.Kind)
    }

    private let file: OpenFile
    private let nodes: [String: Node]
    private let names: [String: [String]]

    /// Reads the headers of all members.
    ///
    /// - Throws: `refused` when the archive is damaged or over a limit.
    package init(_ file: OpenFile, limits: ArchiveLimits = ArchiveLimits()) throws {
        self.file = file
        var reader = try TarReader(file, limits: limits)
        var nodes: [String: Node] = ["": .folder]
        while let entry = try reader.next() {
            guard let path = ArchivePath(entry.path)?.text else { continue }
            let place = path.isEmpty ? "" : "/" + path
            switch entry.kind {
            // A folder that is there already keeps what is in it.
            case .folder: nodes[place] = .folder
            case .file:
                let range = entry.contentOffset..<entry.contentOffset + entry.size
                nodes[place] = .file(range, isSparse: entry.isSparse)
            case .symbolicLink(let target): nodes[place] = .link(to: target)
            case .hardLink(let target):
                guard let target = ArchivePath(target)?.text else { continue }
                nodes[place] = nodes["/" + target]
            case .characterDevice: nodes[place] = .other(.characterDevice)
            case .blockDevice: nodes[place] = .other(.blockDevice)
            case .fifo: nodes[place] = .other(.pipe)
            }
        }
        for path in Array(nodes.keys) {
            var parent = Self.parent(path)
            while !parent.isEmpty, nodes[parent] == nil {
                nodes[parent] = .folder
                parent = Self.parent(parent)
            }
        }
        var names: [String: [String]] = [:]
        for path in nodes.keys where !path.isEmpty {
            let parent = Self.parent(path)
            names[parent, default: []].append(String(path.dropFirst(parent.count + 1)))
        }
        self.nodes = nodes
        self.names = names.mapValues { $0.sorted() }
    }

    /// What a path leads to, links followed; nil for nothing.
    package func kind(_ path: String) -> FileNode.Kind? {
        switch node(path) {
        case .folder: .folder
        case .file: .file
        case .link: .symbolicLink
        case .other(let kind): kind
        case nil: nil
        }
    }

    /// The names in a folder, sorted; none when there is no such folder.
    package func entries(_ path: String) -> [String] {
        resolve(path).flatMap { names[$0] } ?? []
    }

    /// The target of a symbolic link; nil for what is none.
    package func target(ofLink path: String) -> String? {
        let parent = Self.parent(path)
        guard let folder = resolve(parent),
            case .link(let target)? = nodes[folder + path.dropFirst(parent.count)]
        else { return nil }
        return target
    }

    /// The bytes of a file, links followed.
    ///
    /// - Throws: `notFound` when there is no such file, `refused` when it is larger than `limit` or sparse.
    package func bytes(_ path: String, limit: Int64) throws -> [UInt8] {
        let range = try content(path)
        let size = range.upperBound - range.lowerBound
        guard size <= limit else { throw FGError(.refused, "a file of \(size) bytes is too large to read") }
        return try read(Int(size), at: range.lowerBound)
    }

    /// The first bytes of a file, links followed; fewer when the file is shorter.
    ///
    /// - Throws: `notFound` when there is no such file, `refused` when it is sparse.
    package func start(_ path: String, count: Int) throws -> [UInt8] {
        let range = try content(path)
        return try read(Int(min(Int64(count), range.upperBound - range.lowerBound)), at: range.lowerBound)
    }

    private func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
        let bytes = try file.read(count, at: offset)
        guard bytes.count == count else { throw FGError(.refused, "the archive is cut off") }
        return bytes
    }

    private func content(_ path: String) throws -> Range<Int64> {
        guard case .file(let range, let isSparse)? = node(path) else {
            throw FGError(.notFound, "there is no file \(path)")
        }
        guard !isSparse else { throw FGError(.refused, "\(path) is sparse, which is not read in an archive") }
        return range
    }

    private func node(_ path: String) -> Node? { resolve(path).flatMap { nodes[$0] } }

    /// As `PathWalk` gives it, but empty for the root.
    private func resolve(_ path: String) -> String? {
        let found = PathWalk.resolve(path) { next in
            switch nodes[next] {
            case nil: nil
            case .link(let target): .link(to: target)
            default: .place
            }
        }
        return found == "/" ? "" : found
    }

    private static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}
