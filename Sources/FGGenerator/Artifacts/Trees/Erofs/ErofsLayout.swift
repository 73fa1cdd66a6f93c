import FGCore
import FGInspect

/// Where everything of a tree stands in an EROFS: each inode, what is behind it, and its blocks.
struct ErofsLayout {
    /// A file; several names of one file are one.
    struct File {
        let record: TreeRecord
        var links: UInt32
        /// The entries of a folder; nil for everything else.
        var folder: ErofsFolder?
        /// Extended attributes as they stand behind the inode.
        let attributes: [UInt8]
        let size: Int64
        /// Where the inode stands, from the start of the metadata.
        var place: Int64 = 0
        var storage = Erofs.Storage.plain
        /// The first of its blocks; nil without any.
        var block: Int64?

        /// The number of the inode.
        var number: UInt64 { UInt64(place / Erofs.slot) }
        /// Where what is behind the inode and its attributes stands, from the start of the metadata.
        var tail: Int64 { place + Erofs.inodeSize + Int64(attributes.count) }
        /// Bytes behind the inode.
        var tailSize: Int64 { storage == .inline ? size % Erofs.blockSize : 0 }
    }

    /// The files, the root folder first.
    private(set) var files: [File] = []
    /// The index of each path's file.
    private(set) var indexes: [String: Int] = [:]
    /// All blocks.
    private(set) var blockCount: Int64 = 0

    /// More than this is stored in a block of its own: so much room would be lost at the ends of blocks.
    private static let longestTail: Int64 = 2048

    /// An inode counts them in words of four bytes, with sixteen bits.
    private static let mostAttributes = 200_000

    /// - Throws: `invalid` for attributes that the format cannot hold.
    init(_ records: TreeRecords, _ source: ArtifactSource) throws {
        let sorted = records.sorted
        var entries: [String: [(name: String, path: String)]] = [:]
        for record in sorted {
            if !record.path.isEmpty {
                let (parent, name) = Self.split(record.path)
                entries[parent, default: []].append((name, record.path))
            }
            if let first = record.first, let index = indexes[first] {
                indexes[record.path] = index
                files[index].links += 1
                continue
            }
            indexes[record.path] = files.count
            let size = record.kind == .link ? Int64(record.target?.utf8.count ?? 0) : record.size
            let attributes = try Self.attributes(record, source)
            files.append(File(record: record, links: 1, attributes: attributes, size: size))
        }
        for (index, file) in files.enumerated() where file.record.kind == .folder {
            let parent = index == 0 ? 0 : indexes[Self.split(file.record.path).parent] ?? 0
            var list = [
                ErofsFolder.Entry(name: [0x2e], file: index),
                ErofsFolder.Entry(name: [0x2e, 0x2e], file: parent),
            ]
            var folders: UInt32 = 0
            for entry in entries[file.record.path] ?? [] {
                guard let child = indexes[entry.path] else { continue }
                if files[child].record.kind == .folder { folders += 1 }
                list.append(ErofsFolder.Entry(name: Array(entry.name.utf8), file: child))
            }
            let folder = ErofsFolder(list)
            files[index] = File(
                record: file.record,
                links: 2 + folders,
                folder: folder,
                attributes: file.attributes,
                size: folder.size
            )
        }
        place()
        guard blockCount <= Int64(UInt32.max) else {
            throw FGError(
                .invalid,
                "the files of \(source.name) are too large for an erofs",
                subject: source.name,
                hint: "tar.zst can"
            )
        }
    }

    private mutating func place() {
        var cursor: Int64 = 0
        for index in files.indices {
            let head = Erofs.inodeSize + Int64(files[index].attributes.count)
            let tail = files[index].size % Erofs.blockSize
            let isInline =
                tail > 0 && tail <= Self.longestTail && head % Erofs.blockSize + tail <= Erofs.blockSize
            files[index].storage = isInline ? .inline : .plain
            let within = cursor % Erofs.blockSize
            // An inode with its attributes stays in one block where it can, and so does what is behind it.
            let fits =
                within + min(head, Erofs.blockSize) <= Erofs.blockSize
                && (!isInline || (within + head) % Erofs.blockSize + tail <= Erofs.blockSize)
            if !fits { cursor = cursor.roundedUp(to: Erofs.blockSize) }
            files[index].place = cursor
            cursor = (cursor + head + (isInline ? tail : 0)).roundedUp(to: Erofs.slot)
        }
        var block = (Erofs.metadata + cursor.roundedUp(to: Erofs.blockSize)) / Erofs.blockSize
        for index in files.indices {
            let bytes = files[index].size - files[index].tailSize
            guard bytes > 0 else { continue }
            files[index].block = block
            block += bytes.roundedUp(to: Erofs.blockSize) / Erofs.blockSize
        }
        blockCount = block
    }

    private static func split(_ path: String) -> (parent: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// Attributes behind an inode: a header without shared ones, then each with its name and value.
    private static func attributes(_ record: TreeRecord, _ source: ArtifactSource) throws -> [UInt8] {
        guard !record.attributes.isEmpty else { return [] }
        var bytes = [UInt8](repeating: 0, count: Int(Erofs.attributesHeader))
        for (name, digits) in record.attributes.sorted(by: { $0.key < $1.key }) {
            let value = TreeRecord.bytes(ofDigits: digits)
            guard let prefix = Erofs.prefixes.first(where: { name.hasPrefix($0.text) }),
                name.utf8.count - prefix.text.utf8.count <= UInt8.max, value.count <= UInt16.max,
                bytes.count + value.count < mostAttributes
            else {
                throw FGError(
                    .invalid,
                    "an erofs cannot hold the attribute \(name) of /\(record.path) in \(source.name)",
                    subject: source.name,
                    hint: "tar.zst can"
                )
            }
            let ending = name.utf8.dropFirst(prefix.text.utf8.count)
            bytes += [UInt8(ending.count), prefix.number]
            bytes.append(UInt16(value.count))
            bytes += ending
            bytes += value
            while bytes.count % 4 != 0 { bytes.append(UInt8(0)) }
        }
        return bytes
    }
}
