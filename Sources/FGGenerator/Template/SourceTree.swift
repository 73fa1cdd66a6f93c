import FGCore
import Glibc

/// A folder outside with all below it, read for a `tree` line.
///
/// What it holds is written into images as it stands, so everything that could lead out of it is refused: links to other
/// places, and names that do not survive as text.
struct SourceTree {
    let folder: FilePath
    private(set) var entries: [ResolvedTemplate.Tree.Entry] = []
    private(set) var contents: [Digest: [UInt8]] = [:]
    private var size: Int64 = 0

    private static let entryLimit = 20_000
    private static let depthLimit = 64
    private static let sizeLimit: Int64 = 256 << 20

    init(folder: FilePath) {
        self.folder = folder
    }

    /// Reads all of it.
    ///
    /// - Throws: `invalid` for what a tree does not take, the system's error for what cannot be read.
    mutating func read() throws {
        guard let status = folder.status() else { throw FGError(.notFound, "\(folder): no such folder") }
        guard status.kind == .folder else {
            throw FGError(.invalid, "\(folder) is no folder", hint: "file /PATH from=\"FILE\" takes a file")
        }
        try read(folder, below: [])
    }

    private mutating func read(_ place: FilePath, below parts: [String]) throws {
        guard parts.count < Self.depthLimit else {
            throw FGError(.invalid, "the tree is deeper than \(Self.depthLimit) folders at \(place)")
        }
        for name in try place.entries(of: place.string) {
            let path = place / name
            guard !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) else {
                throw FGError(.invalid, "a name in \(place) has a control character")
            }
            guard let status = path.linkStatus() else {
                throw FGError(.invalid, "\(path) went away")
            }
            guard entries.count < Self.entryLimit else {
                throw FGError(.invalid, "the tree has more than \(Self.entryLimit) entries")
            }
            let parts = parts + [name]
            entries.append(
                ResolvedTemplate.Tree.Entry(
                    path: parts.joined(separator: "/"),
                    content: try content(of: path, status, parts)
                )
            )
            if status.kind == .folder { try read(path, below: parts) }
        }
    }

    private mutating func content(of path: FilePath, _ status: FileStatus, _ parts: [String]) throws
        -> ResolvedTemplate.Tree.Entry.Content
    {
        let mode = Int(status.permissions)
        switch status.kind {
        case .folder: return .folder(mode: mode)
        case .symbolicLink: return .link(target: try target(of: path, parts))
        case .file:
            size += status.size
            guard size <= Self.sizeLimit else {
                throw FGError(
                    .invalid,
                    "the tree is larger than \(ByteCount(Self.sizeLimit))",
                    hint: "make a package of it, or fetch it where the image runs"
                )
            }
            let bytes = try path.readBytes(limit: Int(Self.sizeLimit))
            if let secret = SecretScanner.secret(in: bytes) {
                throw FGError(
                    .invalid,
                    "\(path) holds \(secret)",
                    hint: "an image has no secrets: give them at deployment"
                )
            }
            let digest = Digest(of: bytes)
            contents[digest] = bytes
            return .file(digest: digest, mode: mode)
        case .fifo, .other:
            throw FGError(.invalid, "\(path) is neither file, folder nor link")
        }
    }

    /// Where a link points: to a place inside the tree, whether something is there or not.
    private func target(of path: FilePath, _ parts: [String]) throws -> String {
        let target = try path.linkTarget()
        let hint = "links of a tree are relative and stay inside it"
        guard !target.isEmpty, !target.hasPrefix("/"),
            !target.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f || $0 == "\u{FFFD}" }
            )
        else { throw FGError(.invalid, "the link \(path) points to \(target)", hint: hint) }
        var depth = parts.count - 1
        for part in target.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            guard depth >= 0 else {
                throw FGError(.invalid, "the link \(path) leads out of the tree, to \(target)", hint: hint)
            }
        }
        // By way of other links, `..` can lead elsewhere than its text says.
        if let real = path.canonical(), let root = folder.canonical(), real != root,
            !real.string.hasPrefix(root.string == "/" ? "/" : root.string + "/")
        {
            throw FGError(.invalid, "the link \(path) leads out of the tree, to \(real)", hint: hint)
        }
        return target
    }
}
