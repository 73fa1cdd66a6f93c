/// A path of an archive below the archive's root, in one form for each place.
///
/// Compared by bytes: `String` takes differently composed letters for equal, a file system does not.
struct ArchivePath: Hashable {
    private(set) var components: [[UInt8]]

    /// The root.
    init() {
        components = []
    }

    /// Takes a path apart without its "." and empty parts, nil when it is absolute or goes up.
    init?(_ path: String) {
        guard !path.utf8.starts(with: [0x2f]) else { return nil }
        components = []
        for part in path.utf8.split(separator: 0x2f) {
            let part = Array(part)
            if part == [0x2e, 0x2e] { return nil }
            if part != [0x2e] { components.append(part) }
        }
    }

    private init(components: [[UInt8]]) {
        self.components = components
    }

    var isRoot: Bool { components.isEmpty }
    var depth: Int { components.count }

    /// The folder that it is in; the root is in itself.
    var parent: ArchivePath { ArchivePath(components: Array(components.dropLast())) }

    /// What is of that name in this folder.
    func appending(_ name: String) -> ArchivePath { ArchivePath(components: components + [Array(name.utf8)]) }

    /// The last part; nil for the root.
    var name: String? { components.last.map { String(decoding: $0, as: UTF8.self) } }

    /// The parts.
    var names: [String] { components.map { String(decoding: $0, as: UTF8.self) } }

    /// The path with `/` between the parts.
    var text: String {
        names.joined(separator: "/")
    }
}
