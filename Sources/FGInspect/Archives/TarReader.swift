package import FGCore

/// Reads a tar archive member by member: ustar, GNU and pax; it keeps one member's header in memory.
///
/// Sparse members are read with their holes as zeros; archives of several volumes are refused.
package struct TarReader {
    private let read: (Int) throws -> [UInt8]
    private let skip: ((Int64) throws -> Void)?
    private let limits: ArchiveLimits
    private var position: Int64 = 0
    /// Bytes of the current member's content that were not read yet.
    private var remaining: Int64 = 0
    private var padding: Int64 = 0
    /// The place in the current member when it is sparse.
    private var cursor: TarSparseMap.Cursor?
    private var globals = PaxRecords()
    private var count = 0
    private var hasEnded = false

    /// Reads from a source that gives up to so many bytes at a call, and none only at its end.
    package init(limits: ArchiveLimits = ArchiveLimits(), reading source: @escaping (Int) throws -> [UInt8]) {
        read = source
        skip = nil
        self.limits = limits
    }

    /// Reads a file; contents that nobody asks for are passed over.
    package init(_ file: OpenFile, limits: ArchiveLimits = ArchiveLimits()) throws {
        let cursor = Cursor(file: file, size: try file.size())
        read = { try cursor.read($0) }
        skip = { try cursor.skip($0) }
        self.limits = limits
    }

    /// The next member; nil at the end of the archive.
    ///
    /// - Throws: `refused` when the archive is damaged, cut off, or over a limit.
    package mutating func next() throws -> TarEntry? {
        guard !hasEnded else { return nil }
        try pass(remaining + padding)
        (remaining, padding, cursor) = (0, 0, nil)
        var extended = Extended()
        while let header = try nextHeader() {
            switch header.type {
            case 0x78: extended.records = extended.records.merging(try PaxRecords(try document(header)))
            case 0x67:
                let records = try PaxRecords(try document(header))
                try records.requireGlobal()
                globals = globals.merging(records)
            case 0x4c: extended.name = Array(try document(header).prefix { $0 != 0 })
            case 0x4b: extended.linkName = Array(try document(header).prefix { $0 != 0 })
            default:
                guard count < limits.entries else {
                    throw FGError(.refused, "the archive has more than \(limits.entries) members")
                }
                count += 1
                return try entry(header, extended)
            }
        }
        guard extended.isEmpty else { throw FGError(.refused, "the archive ends after an extended header") }
        return nil
    }

    /// The next bytes of the current member's content, at most so many; none at its end.
    ///
    /// - Throws: `refused` when the archive is cut off.
    package mutating func content(upTo count: Int) throws -> [UInt8] {
        guard cursor != nil else { return try stored(upTo: count) }
        guard let next = cursor?.next(upTo: count) else { return [] }
        let bytes = next.isHole ? [UInt8](repeating: 0, count: next.count) : try stored(upTo: next.count)
        cursor?.advance(bytes.count)
        return bytes
    }

    private mutating func stored(upTo count: Int) throws -> [UInt8] {
        let wanted = Int(min(Int64(count), remaining))
        guard wanted > 0 else { return [] }
        let bytes = try read(wanted)
        guard !bytes.isEmpty, bytes.count <= wanted else { throw Self.cutOff }
        remaining -= Int64(bytes.count)
        position += Int64(bytes.count)
        return bytes
    }

    private static var cutOff: FGError { FGError(.refused, "the archive is cut off") }

    private mutating func nextHeader() throws -> TarHeader? {
        var zeros = 0
        while true {
            try Task.checkCancellation()
            let block = try readFully(TarHeader.blockSize)
            // Some writers leave out the two blocks of zeros; then the file ends at a member's end.
            if block.isEmpty {
                hasEnded = true
                return nil
            }
            guard block.count == TarHeader.blockSize else { throw Self.cutOff }
            if block.allSatisfy({ $0 == 0 }) {
                zeros += 1
                if zeros < 2 { continue }
                hasEnded = true
                return nil
            }
            guard zeros == 0 else { throw FGError(.refused, "the archive goes on after a block of zeros") }
            return try TarHeader(ByteReader(block))
        }
    }

    private mutating func document(_ header: TarHeader) throws -> [UInt8] {
        guard header.size <= Int64(limits.extendedHeader) else {
            throw FGError(.refused, "an extended tar header of \(header.size) bytes is too large")
        }
        let bytes = try readFully(Int(header.size))
        guard bytes.count == Int(header.size) else { throw Self.cutOff }
        try pass(Self.padding(header.size))
        return bytes
    }

    private mutating func entry(_ header: TarHeader, _ extended: Extended) throws -> TarEntry {
        let records = globals.merging(extended.records)
        let name = try text(
            records.values["GNU.sparse.name"] ?? records.values["path"] ?? extended.name ?? header.name,
            "path"
        )
        let linkName = try text(
            records.values["linkpath"] ?? extended.linkName ?? header.linkName,
            "link target"
        )
        let size = try records.number("size") ?? header.size
        guard size >= 0, size <= Int64.max / 2 - position else {
            throw FGError(.refused, "\"\(PrintableText.of(name))\" has \(size) bytes, which is out of bounds")
        }
        let kind = try Self.kind(header.type, name: name, linkName: linkName)
        // Old writers put a file's size into its hard links, whose content is not there.
        let hasContent = kind == .file
        remaining = hasContent ? size : 0
        padding = hasContent ? Self.padding(size) : 0
        let map = try sparseMap(header, records, isFile: hasContent)
        cursor = map.map { TarSparseMap.Cursor($0) }
        return TarEntry(
            path: name,
            kind: kind,
            permissions: UInt32(truncatingIfNeeded: header.mode) & 0o7777,
            user: try Self.owner(try records.number("uid") ?? header.user, name),
            group: try Self.owner(try records.number("gid") ?? header.group, name),
            size: map?.size ?? (hasContent ? size : 0),
            modified: Timestamp(seconds: try records.number("mtime") ?? header.modified),
            device: header.device,
            attributes: records.attributes,
            accessLists: records.accessLists,
            contentOffset: position,
            isSparse: map != nil
        )
    }

    /// The map of a sparse member, in GNU's old form or in the pax forms 0.1 and 1.0; nil for any other member.
    private mutating func sparseMap(_ header: TarHeader, _ records: PaxRecords, isFile: Bool) throws
        -> TarSparseMap?
    {
        if let sparse = header.sparse {
            var (numbers, continues) = (sparse.map, sparse.continues)
            while continues {
                let block = try readFully(TarHeader.blockSize)
                guard block.count == TarHeader.blockSize else { throw Self.cutOff }
                let more = try TarHeader.sparseContinuation(ByteReader(block))
                (numbers, continues) = (numbers + more.map, more.continues)
                guard numbers.count * 12 <= limits.extendedHeader else { throw Self.largeMap }
            }
            return try TarSparseMap(numbers, size: sparse.size, stored: remaining)
        }
        guard records.values.keys.contains(where: { $0.hasPrefix("GNU.sparse.") }) else { return nil }
        guard isFile,
            let size = try records.number("GNU.sparse.realsize") ?? records.number("GNU.sparse.size"),
            size >= 0
        else { throw FGError(.refused, "a sparse tar member has no size, or is no file") }
        if let map = records.values["GNU.sparse.map"] {
            return try TarSparseMap(
                TarSparseMap.numbers(map, separator: 0x2c),
                size: size,
                stored: remaining
            )
        }
        guard try records.number("GNU.sparse.major") == 1, try records.number("GNU.sparse.minor") == 0 else {
            throw FGError(.refused, "the archive has a sparse member of a form that is not taken")
        }
        let numbers = try storedMap()
        return try TarSparseMap(numbers, size: size, stored: remaining)
    }

    private static var largeMap: FGError { FGError(.refused, "the map of a sparse tar member is too large") }

    /// The map of the form 1.0: lines before the content, the number of pieces first, padded to whole blocks.
    private mutating func storedMap() throws -> [Int64] {
        var bytes: [UInt8] = []
        var wanted = 1
        var lines = 0
        while lines < wanted {
            guard bytes.count < limits.extendedHeader else { throw Self.largeMap }
            var block: [UInt8] = []
            while block.count < TarHeader.blockSize {
                let piece = try stored(upTo: TarHeader.blockSize - block.count)
                guard !piece.isEmpty else { throw Self.cutOff }
                block += piece
            }
            bytes += block
            lines += block.count { $0 == 0x0a }
            if wanted == 1, lines > 0 {
                let count = try TarSparseMap.numbers(bytes.prefix { $0 != 0x0a }, separator: 0x0a).first ?? 0
                guard count <= Int64(limits.extendedHeader) else { throw Self.largeMap }
                wanted = 1 + 2 * Int(count)
            }
        }
        return Array(
            try TarSparseMap.numbers(bytes.prefix { $0 != 0 }, separator: 0x0a).dropFirst().prefix(wanted - 1)
        )
    }

    private static func kind(_ type: UInt8, name: String, linkName: String) throws -> TarEntry.Kind {
        switch type {
        case 0, 0x30, 0x37, 0x53: return name.hasSuffix("/") ? .folder : .file
        case 0x31: return .hardLink(target: linkName)
        case 0x32: return .symbolicLink(target: linkName)
        case 0x33: return .characterDevice
        case 0x34: return .blockDevice
        case 0x35: return .folder
        case 0x36: return .fifo
        default:
            throw FGError(.refused, "\"\(PrintableText.of(name))\" is a tar member of unknown type \(type)")
        }
    }

    private static func owner(_ number: Int64, _ name: String) throws -> UInt32 {
        guard let owner = UInt32(exactly: number), owner != .max else {
            throw FGError(.refused, "\"\(PrintableText.of(name))\" belongs to \(number), which is nobody")
        }
        return owner
    }

    private func text(_ bytes: [UInt8], _ what: String) throws -> String {
        guard bytes.count <= limits.pathLength else {
            throw FGError(.refused, "a tar member has a \(what) of \(bytes.count) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
            throw FGError(.refused, "the \(what) \"\(PrintableText.of(bytes))\" of a tar member is not UTF-8")
        }
        return text
    }

    private static func padding(_ size: Int64) -> Int64 { (512 - size % 512) % 512 }

    private mutating func readFully(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = try read(count - bytes.count)
            if piece.isEmpty { break }
            bytes += piece
        }
        position += Int64(bytes.count)
        return bytes
    }

    private mutating func pass(_ count: Int64) throws {
        guard count > 0 else { return }
        if let skip {
            try skip(count)
            position += count
            return
        }
        var left = count
        while left > 0 {
            try Task.checkCancellation()
            let piece = try read(Int(min(left, 1 << 16)))
            guard !piece.isEmpty else { throw Self.cutOff }
            left -= Int64(piece.count)
        }
        position += count
    }

    /// What the headers before a member's own say of it.
    private struct Extended {
        var records = PaxRecords()
        var name: [UInt8]?
        var linkName: [UInt8]?

        var isEmpty: Bool { records.values.isEmpty && name == nil && linkName == nil }
    }

    /// A place in a file.
    private final class Cursor {
        private let file: OpenFile
        private let size: Int64
        private var offset: Int64 = 0

        init(file: OpenFile, size: Int64) {
            self.file = file
            self.size = size
        }

        func read(_ count: Int) throws -> [UInt8] {
            let bytes = try file.read(count, at: offset)
            offset += Int64(bytes.count)
            return bytes
        }

        func skip(_ count: Int64) throws {
            guard count <= size - offset else { throw TarReader.cutOff }
            offset += count
        }
    }
}
