import FGCore
import FGInspect

/// Reads the files of an EROFS that is not compressed, to prove it.
struct ErofsReader {
    private let region: DiskRegion
    private let metadata: Int64
    private let root: UInt64

    private static let most = 4_000_000
    private static let longestList: Int64 = 256 << 20

    /// - Throws: `refused` when it is none.
    init(_ file: OpenFile) throws {
        region = try DiskRegion(file)
        let bytes = ByteReader(try region.read(Int(Erofs.blockSize - Erofs.superblock), at: Erofs.superblock))
        var summed = bytes.bytes
        summed.replace(at: 4, with: 0, .little)
        guard try bytes.uint32(at: 0, .little) == Erofs.magic,
            try bytes.uint32(at: 4, .little) == ReflectedCRC.crc32c.updated(~0, with: summed),
            try bytes.uint8(at: 12) == Erofs.blockBits, try bytes.uint32(at: 80, .little) == 0
        else { throw FGError(.refused, "there is no erofs, or one of another kind") }
        root = UInt64(try bytes.uint16(at: 14, .little))
        metadata = Int64(try bytes.uint32(at: 40, .little)) * Erofs.blockSize
    }

    private struct Inode {
        let record: TreeRecord
        let links: UInt32
        let size: Int64
        let block: Int64
        let tail: Int64
        let storage: Erofs.Storage
    }

    /// All files.
    ///
    /// - Throws: `refused` when a structure is damaged.
    func records() throws -> TreeRecords {
        var records = TreeRecords()
        var firsts: [UInt64: TreeRecord] = [:]
        var pending: [(path: String, number: UInt64)] = [("", root)]
        var count = 0
        while let (path, number) = pending.popLast() {
            try Task.checkCancellation()
            count += 1
            guard count <= Self.most else { throw FGError(.refused, "there are too many files") }
            if let first = firsts[number] {
                try records.add(first.named(path, first: first.path))
                continue
            }
            let inode = try inode(number, path)
            var record = inode.record
            if record.kind == .file {
                let hash = SHA256()
                try forEachPiece(of: inode) { hash.update($0) }
                record.content = hash.finish()
            }
            if record.kind != .folder, inode.links > 1 { firsts[number] = record }
            try records.add(record)
            guard record.kind == .folder else { continue }
            for (name, child) in try entries(of: inode) {
                pending.append((path.isEmpty ? name : path + "/" + name, child))
            }
        }
        return records
    }

    private func inode(_ number: UInt64, _ path: String) throws -> Inode {
        let place = metadata + Int64(clamping: number) * Erofs.slot
        let bytes = ByteReader(try region.read(Int(Erofs.inodeSize), at: place))
        let format = try bytes.uint16(at: 0, .little)
        let mode = try bytes.uint16(at: 4, .little)
        let kinds: [TreeRecord.Kind] = [.file, .folder, .link, .character, .block, .pipe]
        guard format & 1 == 1, let storage = Erofs.Storage(rawValue: format >> 1),
            let kind = kinds.first(where: { $0.erofs.mode == mode & 0xf000 })
        else { throw FGError(.refused, "the inode \(number) is of an unknown kind") }
        let counted = Int64(try bytes.uint16(at: 2, .little))
        let length = counted == 0 ? 0 : Erofs.attributesHeader + (counted - 1) * 4
        let size = Int64(clamping: try bytes.uint64(at: 8, .little))
        let number32 = try bytes.uint32(at: 16, .little)
        var inode = Inode(
            record: TreeRecord(
                path: path,
                kind: kind,
                permissions: UInt32(mode & 0xfff),
                user: try bytes.uint32(at: 24, .little),
                group: try bytes.uint32(at: 28, .little),
                size: kind == .file ? size : 0,
                modified: Int64(bitPattern: try bytes.uint64(at: 32, .little)),
                target: nil,
                device: kind == .character || kind == .block
                    ? "\(number32 >> 8 & 0xfff):\(number32 & 0xff | number32 >> 12 & 0xf_ff00)" : nil,
                attributes: try attributes(at: place + Erofs.inodeSize, length)
            ),
            links: try bytes.uint32(at: 44, .little),
            size: size,
            block: Int64(number32),
            tail: place + Erofs.inodeSize + length,
            storage: storage
        )
        if kind == .link {
            let target = String(validating: try content(of: inode, limit: 4096), as: UTF8.self)
            inode = Inode(
                record: inode.record.leading(to: target),
                links: inode.links,
                size: size,
                block: inode.block,
                tail: inode.tail,
                storage: storage
            )
        }
        return inode
    }

    private func attributes(at place: Int64, _ length: Int64) throws -> [String: [UInt8]] {
        guard length > 0 else { return [:] }
        let bytes = ByteReader(try region.read(Int(length), at: place))
        guard try bytes.uint8(at: 4) == 0 else { throw FGError(.refused, "shared attributes are not read") }
        var attributes: [String: [UInt8]] = [:]
        var place = Int(Erofs.attributesHeader)
        while place < bytes.count {
            let (length, number) = (Int(try bytes.uint8(at: place)), try bytes.uint8(at: place + 1))
            let size = Int(try bytes.uint16(at: place + 2, .little))
            let ending = String(decoding: try bytes.bytes(at: place + 4, count: length), as: UTF8.self)
            guard let prefix = Erofs.prefixes.first(where: { $0.number == number }) else {
                throw FGError(.refused, "an attribute has an unknown kind of name")
            }
            attributes[prefix.text + ending] = try bytes.bytes(at: place + 4 + length, count: size)
            place += Int(Int64(4 + length + size).roundedUp(to: 4))
        }
        return attributes
    }

    private func content(of inode: Inode, limit: Int64) throws -> [UInt8] {
        guard inode.size <= limit else { throw FGError(.refused, "\(inode.size) bytes are too many here") }
        var bytes: [UInt8] = []
        try forEachPiece(of: inode) { bytes += $0 }
        return bytes
    }

    private func forEachPiece(of inode: Inode, _ body: ([UInt8]) throws -> Void) throws {
        let tail = inode.storage == .inline ? inode.size % Erofs.blockSize : 0
        var offset: Int64 = 0
        while offset < inode.size - tail {
            let count = min(1 << 20, inode.size - tail - offset)
            try body(try region.read(Int(count), at: inode.block * Erofs.blockSize + offset))
            offset += count
        }
        if tail > 0 { try body(try region.read(Int(tail), at: inode.tail)) }
    }

    private func entries(of inode: Inode) throws -> [(name: String, number: UInt64)] {
        let bytes = try content(of: inode, limit: Self.longestList)
        var entries: [(name: String, number: UInt64)] = []
        for start in stride(from: 0, to: bytes.count, by: Int(Erofs.blockSize)) {
            let block = ByteReader(Array(bytes[start..<min(bytes.count, start + Int(Erofs.blockSize))]))
            let count = Int(try block.uint16(at: 8, .little)) / Erofs.entrySize
            for index in 0..<count {
                let place = index * Erofs.entrySize
                let begin = Int(try block.uint16(at: place + 8, .little))
                let end =
                    index + 1 < count
                    ? Int(try block.uint16(at: place + Erofs.entrySize + 8, .little)) : block.count
                let name = try block.bytes(at: begin, count: max(0, end - begin)).prefix { $0 != 0 }
                guard name != [0x2e], name != [0x2e, 0x2e] else { continue }
                guard let text = String(validating: name, as: UTF8.self), !text.isEmpty else {
                    throw FGError(.refused, "a folder's entry has a name that none can have")
                }
                entries.append((text, try block.uint64(at: place, .little)))
            }
        }
        return entries
    }
}
