import FGCore

/// The entries of a folder in blocks: numbers first, then the names that they point to, sorted over all blocks.
struct ErofsFolder {
    /// A name and the index of its file in the layout.
    struct Entry {
        let name: [UInt8]
        let file: Int
    }

    private let blocks: [[Entry]]

    /// Takes the entries in any order, with `.` and `..` among them.
    init(_ entries: [Entry]) {
        var blocks: [[Entry]] = []
        var block: [Entry] = []
        var used = 0
        for entry in entries.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
            let wanted = Erofs.entrySize + entry.name.count
            if used + wanted > Int(Erofs.blockSize) {
                blocks.append(block)
                (block, used) = ([], 0)
            }
            block.append(entry)
            used += wanted
        }
        self.blocks = blocks + [block]
    }

    /// Bytes; all blocks but the last are whole.
    var size: Int64 {
        let last = blocks.last ?? []
        return Int64(blocks.count - 1) * Erofs.blockSize
            + Int64(last.reduce(0) { $0 + Erofs.entrySize + $1.name.count })
    }

    /// The bytes, when the numbers of inodes are known.
    func bytes(_ number: (Int) -> UInt64, _ kind: (Int) -> TreeRecord.Kind) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, block) in blocks.enumerated() {
            var place = block.count * Erofs.entrySize
            for entry in block {
                bytes.append(number(entry.file))
                bytes.append(UInt16(place))
                bytes += [kind(entry.file).erofs.entry, 0]
                place += entry.name.count
            }
            for entry in block { bytes += entry.name }
            guard index < blocks.count - 1 else { break }
            bytes += [UInt8](repeating: 0, count: Int(Erofs.blockSize) - place)
        }
        return bytes
    }
}
