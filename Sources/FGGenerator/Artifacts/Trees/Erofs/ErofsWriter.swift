import FGCore
import FGInspect

/// Writes an EROFS, uncompressed: every byte of it follows from the tree and the digest of the disk.
struct ErofsWriter {
    let layout: ErofsLayout
    let source: ArtifactSource

    /// Writes everything into an empty file; contents come from an archive of the same tree.
    func write(contentsOf archive: TarReader, to file: OpenFile) throws {
        try file.truncate(to: layout.blockCount * Erofs.blockSize)
        for (index, entry) in layout.files.enumerated() {
            try Task.checkCancellation()
            try file.write(inode(entry, number: UInt32(index + 1)), at: Erofs.metadata + entry.place)
            if let folder = entry.folder {
                let bytes = folder.bytes({ layout.files[$0].number }, { layout.files[$0].record.kind })
                try put(bytes, of: entry, at: 0, to: file)
            } else if let target = entry.record.target {
                try put(Array(target.utf8), of: entry, at: 0, to: file)
            }
        }
        try writeContents(of: archive, to: file)
        try file.write(try superblock(file), at: Erofs.superblock)
    }

    private func writeContents(of archive: TarReader, to file: OpenFile) throws {
        var archive = archive
        while let member = try archive.next() {
            guard member.kind == .file, let index = layout.indexes[TreeRecord.path(member.path)] else {
                continue
            }
            var offset: Int64 = 0
            while true {
                var piece: [UInt8] = []
                // Whole pieces but the last: a block is written at once.
                while piece.count < Self.pieceSize {
                    let next = try archive.content(upTo: Self.pieceSize - piece.count)
                    if next.isEmpty { break }
                    piece += next
                }
                if piece.isEmpty { break }
                try put(piece, of: layout.files[index], at: offset, to: file)
                offset += Int64(piece.count)
            }
        }
    }

    private static let pieceSize = 1 << 20

    /// Writes bytes of a file's content: into its blocks, and what is left over behind its inode.
    private func put(_ bytes: [UInt8], of entry: ErofsLayout.File, at offset: Int64, to file: OpenFile) throws
    {
        let stored = entry.size - entry.tailSize
        let count = Int(max(0, min(Int64(bytes.count), stored - offset)))
        if count > 0, let block = entry.block {
            let piece = Array(bytes[..<count])
            // Holes stay holes.
            if piece.contains(where: { $0 != 0 }) {
                try file.write(piece, at: block * Erofs.blockSize + offset)
            }
        }
        if count < bytes.count {
            let place = Erofs.metadata + entry.tail + offset + Int64(count) - stored
            try file.write(Array(bytes[count...]), at: place)
        }
    }

    private func inode(_ entry: ErofsLayout.File, number: UInt32) -> [UInt8] {
        let record = entry.record
        var bytes: [UInt8] = []
        let isExtended: UInt16 = 1
        bytes.append(isExtended | entry.storage.rawValue << 1)
        let attributes = Int64(entry.attributes.count)
        bytes.append(UInt16(attributes == 0 ? 0 : (attributes - Erofs.attributesHeader) / 4 + 1))
        bytes.append(record.kind.erofs.mode | UInt16(record.permissions))
        bytes.append(UInt16(0))
        bytes.append(UInt64(entry.size))
        bytes.append(Self.device(record) ?? entry.block.map { UInt32($0) } ?? Erofs.noBlock)
        bytes.append(number)
        bytes.append(record.user)
        bytes.append(record.group)
        bytes.append(UInt64(bitPattern: record.modified))
        bytes.append(UInt32(0))
        bytes.append(entry.links)
        bytes += [UInt8](repeating: 0, count: 16)
        return bytes + entry.attributes
    }

    /// The number of a device as the kernel encodes it.
    private static func device(_ record: TreeRecord) -> UInt32? {
        guard let device = record.deviceNumber else { return record.kind == .pipe ? 0 : nil }
        return device.minor & 0xff | device.major << 8 | (device.minor & ~0xff) << 12
    }

    private func superblock(_ file: OpenFile) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(Erofs.magic)
        bytes.append(UInt32(0))
        bytes.append(Erofs.compatible)
        bytes += [Erofs.blockBits, 0]
        bytes.append(UInt16(layout.files[0].number))
        bytes.append(UInt64(layout.files.count))
        bytes.append(UInt64(bitPattern: source.epoch.seconds))
        bytes.append(UInt32(0))
        bytes.append(UInt32(layout.blockCount))
        bytes.append(UInt32(Erofs.metadata / Erofs.blockSize))
        bytes.append(UInt32(0))
        bytes += source.digest.uuidBytes
        bytes += [UInt8](repeating: 0, count: Int(Erofs.blockSize - Erofs.superblock) - bytes.count)
        // The checksum is over the rest of the block, without the inversion at its end.
        bytes.replace(at: 4, with: ReflectedCRC.crc32c.updated(~0, with: bytes), .little)
        return bytes
    }
}
