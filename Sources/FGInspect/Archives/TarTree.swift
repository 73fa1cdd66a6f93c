package import FGCore

/// The files of a root that is stored as a tar archive, or as layers laid over each other, by their paths; contents stay in
/// the archives.
package struct TarTree: SystemTree, Sendable {
    private enum Node: Sendable {
        case folder
        case file(Content)
        case link(to: String)
        case other(FileNode.Kind)
    }

    /// Where the bytes of a file are.
    private struct Content: Sendable {
        let archive: Int
        let range: Range<Int64>
        let isSparse: Bool
    }

    private let files: [OpenFile]
    private let nodes: [String: Node]
    private let names: [String: [String]]
    /// The latest time of a file; nil without any.
    package let newest: Timestamp?

    /// Reads the headers of all members.
    ///
    /// - Throws: `refused` when the archive is damaged or over a limit.
    package init(_ file: OpenFile, limits: ArchiveLimits = ArchiveLimits()) throws {
        try self.init([file], form: .files, limits: limits)
    }

    /// Reads the headers of all members of an image's layers, the lowest first; whiteouts take away what is below.
    ///
    /// - Throws: `refused` when an archive is damaged or over a limit.
    package init(layers: [OpenFile], limits: ArchiveLimits = ArchiveLimits()) throws {
        try self.init(layers, form: .layer, limits: limits)
    }

    /// The files below a folder of another tree, as a tree of its own.
    package init(_ tree: TarTree, below folder: String) {
        files = tree.files
        newest = tree.newest
        func inside<Value>(_ values: [String: Value]) -> [String: Value] {
            let found = values.filter { $0.key == folder || $0.key.hasPrefix(folder + "/") }
            return Dictionary(
                uniqueKeysWithValues: found.map { (String($0.key.dropFirst(folder.count)), $0.value) }
            )
        }
        nodes = inside(tree.nodes)
        names = inside(tree.names)
    }

    private init(_ files: [OpenFile], form: ArchiveExtractor.Form, limits: ArchiveLimits) throws {
        var collector = Collector(form: form)
        for (number, file) in files.enumerated() {
            var reader = try TarReader(file, limits: limits)
            while let entry = try reader.next() { collector.add(entry, of: number) }
            collector.finishLayer()
        }
        var nodes = collector.nodes
        newest = collector.newest
        self.files = files
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
        let content = try content(path)
        let size = content.range.upperBound - content.range.lowerBound
        guard size <= limit else { throw FGError(.refused, "a file of \(size) bytes is too large to read") }
        return try read(Int(size), of: content)
    }

    /// The first bytes of a file, links followed; fewer when the file is shorter.
    ///
    /// - Throws: `notFound` when there is no such file, `refused` when it is sparse.
    package func start(_ path: String, count: Int) throws -> [UInt8] {
        let content = try content(path)
        let size = content.range.upperBound - content.range.lowerBound
        return try read(Int(min(Int64(count), size)), of: content)
    }

    /// The bytes that the files take at least, each once whatever names it has; what `isLeftOut` says of is not counted.
    package func size(leavingOut isLeftOut: (_ path: String) -> Bool) -> Int64 {
        var counted: Set<[Int64]> = []
        return nodes.reduce(0) { total, node in
            guard case .file(let content) = node.value, !content.isSparse, !isLeftOut(node.key),
                counted.insert([Int64(content.archive), content.range.lowerBound]).inserted
            else { return total }
            return total + FileNode.room(for: content.range.upperBound - content.range.lowerBound)
        }
    }

    private func read(_ count: Int, of content: Content) throws -> [UInt8] {
        let bytes = try files[content.archive].read(count, at: content.range.lowerBound)
        guard bytes.count == count else { throw FGError(.refused, "the archive is cut off") }
        return bytes
    }

    private func content(_ path: String) throws -> Content {
        guard case .file(let content)? = node(path) else {
            throw FGError(.notFound, "there is no file \(path)")
        }
        guard !content.isSparse else {
            throw FGError(.refused, "\(path) is sparse, which is not read in an archive")
        }
        return content
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

    fileprivate static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// Lays the members of archives over each other.
    private struct Collector {
        let form: ArchiveExtractor.Form
        private(set) var nodes: [String: Node] = ["": .folder]
        private(set) var newest: Timestamp?
        /// What the layer that is read now has: its whiteouts take away only what is below.
        private var own: Set<String> = []
        private var removed: Set<String> = []

        init(form: ArchiveExtractor.Form) {
            self.form = form
        }

        mutating func add(_ entry: TarEntry, of archive: Int) {
            guard let path = ArchivePath(entry.path) else { return }
            if form == .layer, let whiteout = Whiteout(path) {
                switch whiteout {
                case .nothing: break
                case .wholeFolder: removed.insert(Self.place(path.parent) + "/")
                case .name(let name): removed.insert(Self.place(path.parent.appending(name)))
                }
                return
            }
            let place = Self.place(path)
            newest = max(newest ?? entry.modified, entry.modified)
            own.insert(place)
            if entry.kind != .folder, form == .layer, case .folder? = nodes[place] {
                removed.insert(place + "/")
            }
            switch entry.kind {
            // A folder that is there already keeps what is in it.
            case .folder: nodes[place] = .folder
            case .file:
                let range = entry.contentOffset..<entry.contentOffset + entry.size
                nodes[place] = .file(Content(archive: archive, range: range, isSparse: entry.isSparse))
            case .symbolicLink(let target): nodes[place] = .link(to: target)
            case .hardLink(let target):
                guard let target = ArchivePath(target) else { return }
                nodes[place] = nodes[Self.place(target)]
            case .characterDevice: nodes[place] = .other(.characterDevice)
            case .blockDevice: nodes[place] = .other(.blockDevice)
            case .fifo: nodes[place] = .other(.pipe)
            }
        }

        /// Takes away what the layer's whiteouts name, in one pass.
        mutating func finishLayer() {
            defer { (own, removed) = ([], []) }
            guard !removed.isEmpty else { return }
            var kept = own
            for path in own {
                var parent = TarTree.parent(path)
                while !parent.isEmpty, kept.insert(parent).inserted { parent = TarTree.parent(parent) }
            }
            for path in Array(nodes.keys) where !path.isEmpty && !kept.contains(path) && isRemoved(path) {
                nodes[path] = nil
            }
        }

        private func isRemoved(_ path: String) -> Bool {
            if removed.contains(path) { return true }
            var parent = TarTree.parent(path)
            while true {
                if removed.contains(parent + "/") || (!parent.isEmpty && removed.contains(parent)) {
                    return true
                }
                if parent.isEmpty { return false }
                parent = TarTree.parent(parent)
            }
        }

        private static func place(_ path: ArchivePath) -> String { path.isRoot ? "" : "/" + path.text }
    }
}
