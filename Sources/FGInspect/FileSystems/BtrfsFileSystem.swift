import FGCore

/// Reads a btrfs of one device and one subvolume without mounting it, as it is made here; no structure of it is trusted.
///
/// Source: the Linux kernel's documentation of btrfs, "On-disk format".
package struct BtrfsFileSystem: ReadableFileSystem {
    package let size: Int64
    package let identifier: GUID
    package let label: String
    package let root: UInt32 = 256
    private let volume: BtrfsVolume
    private let files: [UInt32: File]

    private struct File {
        var node: FileNode?
        var device: UInt64 = 0
        var entries: [(name: [UInt8], inode: UInt32)] = []
        var attributes: [String: [UInt8]] = [:]
        var extents: [Extent] = []
    }

    private struct Extent {
        enum Content {
            case bytes([UInt8])
            case address(UInt64)
        }

        let offset: Int64
        let length: Int64
        let content: Content
    }

    private static let fileTree: UInt64 = 5
    private static let (inodeKind, attributeKind, entryKind): (UInt8, UInt8, UInt8) = (1, 24, 96)
    private static let (extentKind, rootKind): (UInt8, UInt8) = (108, 132)
    private static let mostItems = 20_000_000
    private static let mostInline = 64 << 10

    /// Opens the file system, and reads what it says of its files.
    ///
    /// - Throws: `refused` when there is none, or one that this reader does not know.
    package init(_ region: DiskRegion) throws {
        let superblock = try BtrfsSuperblock(region)
        size = superblock.size
        identifier = superblock.identifier
        label = superblock.label
        let volume = try BtrfsVolume(region, superblock)
        self.volume = volume
        var tree: (address: UInt64, level: UInt8)?
        try volume.forEachItem(of: superblock.root) { key, reader, data in
            guard key.kind == Self.rootKind, key.object == Self.fileTree else { return }
            tree = (
                try reader.uint64(at: data.lowerBound + 176, .little),
                try reader.uint8(at: data.lowerBound + 238)
            )
        }
        guard let tree else { throw FGError(.refused, "the btrfs has no tree of files") }
        var files: [UInt32: File] = [:]
        var count = 0
        try volume.forEachItem(of: tree) { key, reader, data in
            count += 1
            guard count <= Self.mostItems else { throw FGError(.refused, "there are too many files") }
            // Objects of other kinds have numbers that no file has.
            guard let inode = UInt32(exactly: key.object) else { return }
            switch key.kind {
            case Self.inodeKind: try Self.addNode(inode, reader, data, to: &files[inode, default: File()])
            case Self.entryKind: try Self.addEntry(reader, data, to: &files[inode, default: File()])
            case Self.attributeKind: try Self.addAttributes(reader, data, to: &files[inode, default: File()])
            case Self.extentKind: try Self.addExtent(key, reader, data, to: &files[inode, default: File()])
            default: break
            }
        }
        self.files = files
    }

    private static func addNode(
        _ inode: UInt32,
        _ reader: ByteReader,
        _ data: Range<Int>,
        to file: inout File
    )
        throws
    {
        let start = data.lowerBound
        guard data.count >= 160 else { throw FGError(.refused, "the inode \(inode) is damaged") }
        let mode = Int(try reader.uint32(at: start + 52, .little))
        guard let kind = FileNode.Kind(mode: mode) else {
            throw FGError(.refused, "the inode \(inode) is of no kind")
        }
        file.device = try reader.uint64(at: start + 56, .little)
        file.node = FileNode(
            inode: inode,
            kind: kind,
            permissions: mode & 0xfff,
            user: Int(try reader.uint32(at: start + 44, .little)),
            group: Int(try reader.uint32(at: start + 48, .little)),
            size: Int64(clamping: try reader.uint64(at: start + 16, .little)),
            modified: Int64(bitPattern: try reader.uint64(at: start + 136, .little))
        )
    }

    private static func addEntry(_ reader: ByteReader, _ data: Range<Int>, to file: inout File) throws {
        let start = data.lowerBound
        let target = try BtrfsBlock.Key(reader, at: start)
        let length = Int(try reader.uint16(at: start + 27, .little))
        guard 30 + length <= data.count else { throw FGError(.refused, "a folder's entry is damaged") }
        guard target.kind == inodeKind else {
            throw FGError(.refused, "the btrfs has subvolumes, which are not read")
        }
        guard let inode = UInt32(exactly: target.object) else {
            throw FGError(.refused, "the btrfs has numbers of files that are too large")
        }
        let name = try reader.bytes(at: start + 30, count: length)
        guard !name.isEmpty, !name.contains(0x2f), !name.contains(0), name != [0x2e], name != [0x2e, 0x2e]
        else {
            throw FGError(.refused, "a folder's entry has a name that none can have")
        }
        file.entries.append((name, inode))
    }

    private static func addAttributes(_ reader: ByteReader, _ data: Range<Int>, to file: inout File) throws {
        var place = data.lowerBound
        while place < data.upperBound {
            let size = Int(try reader.uint16(at: place + 25, .little))
            let length = Int(try reader.uint16(at: place + 27, .little))
            let end = place + 30 + length + size
            let name = try reader.bytes(at: place + 30, count: length)
            guard end <= data.upperBound, let text = String(validating: name, as: UTF8.self), !name.isEmpty,
                !name.contains(0)
            else { throw FGError(.refused, "an extended attribute is damaged") }
            let value = try reader.bytes(at: place + 30 + length, count: size)
            guard file.attributes.updateValue(value, forKey: text) == nil else {
                throw FGError(.refused, "the extended attribute \(PrintableText.of(text)) stands twice")
            }
            place = end
        }
    }

    private static func addExtent(
        _ key: BtrfsBlock.Key,
        _ reader: ByteReader,
        _ data: Range<Int>,
        to file: inout File
    ) throws {
        let start = data.lowerBound
        guard data.count >= 21, try reader.uint32(at: start + 16, .little) == 0 else {
            throw FGError(.refused, "compressed files are not read")
        }
        let content: Extent.Content?
        let length: Int64
        switch try reader.uint8(at: start + 20) {
        case 0:
            guard data.count - 21 <= mostInline else { throw FGError(.refused, "a file's extent is damaged") }
            let bytes = try reader.bytes(at: start + 21, count: data.count - 21)
            (content, length) = (.bytes(bytes), Int64(bytes.count))
        case 1:
            guard data.count >= 53 else { throw FGError(.refused, "a file's extent is damaged") }
            let address = try reader.uint64(at: start + 21, .little)
            let offset = try reader.uint64(at: start + 37, .little)
            length = Int64(clamping: try reader.uint64(at: start + 45, .little))
            content = address == 0 ? nil : .address(address &+ offset)
        case 2: return
        default: throw FGError(.refused, "a file's extent is of no kind")
        }
        guard let content else { return }
        let place = Int64(clamping: key.offset)
        let end = file.extents.last.map { $0.offset + $0.length } ?? 0
        guard place >= end, length > 0, place <= Int64.max - length else {
            throw FGError(.refused, "a file's extents overlap")
        }
        file.extents.append(Extent(offset: place, length: length, content: content))
    }

    private func file(_ inode: UInt32) throws -> File {
        guard let file = files[inode], file.node != nil else {
            throw FGError(.refused, "the inode \(inode) does not exist")
        }
        return file
    }

    package func node(_ inode: UInt32) throws -> FileNode {
        guard let node = files[inode]?.node else {
            throw FGError(.refused, "the inode \(inode) does not exist")
        }
        return node
    }

    package func entries(of folder: UInt32) throws -> [(name: [UInt8], inode: UInt32)] {
        let file = try file(folder)
        guard file.node?.kind == .folder else { throw FGError(.refused, "this is not a folder") }
        return file.entries
    }

    package func content(of inode: UInt32, limit: Int64) throws -> [UInt8] {
        try assembled(inode, limit: limit)
    }

    package func forEachPiece(
        of inode: UInt32,
        _ body: (_ offset: Int64, _ piece: [UInt8]) throws -> Void
    ) throws {
        let file = try file(inode)
        let size = file.node?.size ?? 0
        for extent in file.extents {
            let end = min(extent.length, size - extent.offset)
            var done: Int64 = 0
            while done < end {
                try Task.checkCancellation()
                let count = min(1 << 20, end - done)
                let piece: [UInt8] =
                    switch extent.content {
                    case .bytes(let bytes): Array(bytes[Int(done)..<Int(done + count)])
                    case .address(let address): try volume.read(Int(count), at: address &+ UInt64(done))
                    }
                try body(extent.offset + done, piece)
                done += count
            }
        }
    }

    package func attributes(of inode: UInt32) throws -> [String: [UInt8]] { try file(inode).attributes }

    package func allocated(of inode: UInt32) throws -> Int64 {
        // Stretches of hostile lengths are no more than the whole.
        try file(inode).extents.reduce(0) { $0 + min($1.length, size - min($0, size)) }
    }

    package func device(of inode: UInt32) throws -> DeviceNumber {
        let number = try file(inode).device
        return DeviceNumber(
            major: UInt32(truncatingIfNeeded: number >> 20),
            minor: UInt32(truncatingIfNeeded: number & 0xf_ffff)
        )
    }
}
