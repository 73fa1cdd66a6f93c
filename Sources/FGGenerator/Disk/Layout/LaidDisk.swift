import FGCore

/// A disk of which every byte is known and none is written.
final class LaidDisk: SparseSource {
    /// Bytes with the place of the first one on the disk.
    struct Stretch {
        let place: Int64
        let bytes: DiskBytes

        var end: Int64 { place + Int64(bytes.count) }
    }

    /// A shorter hole is written, as zeros.
    private static let shortestHole: Int64 = 1 << 16
    private static let blockSize: Int64 = 4096

    /// Bytes that are no hole.
    let dataSize: Int64
    let description = "the disk"
    private let bytes: Int64
    private let stretches: [Stretch]
    /// Whole blocks, far apart.
    private let data: [Range<Int64>]
    private var files = DiskBytes.LastFile()

    init(size: Int64, _ stretches: [Stretch]) {
        bytes = size
        self.stretches = stretches.sorted { $0.place < $1.place }
        var data: [Range<Int64>] = []
        var end: Int64 = 0
        for stretch in self.stretches {
            precondition(stretch.place >= end, "two stretches of a disk have the same byte")
            end = stretch.end
            let start = stretch.place / Self.blockSize * Self.blockSize
            let blocks = start..<min(end.roundedUp(to: Self.blockSize), size)
            if let last = data.last, start - last.upperBound < Self.shortestHole {
                data[data.count - 1] = last.lowerBound..<blocks.upperBound
            } else {
                data.append(blocks)
            }
        }
        precondition(end <= size, "a stretch of a disk is behind its end")
        self.data = data
        dataSize = data.reduce(0) { $0 + Int64($1.count) }
    }

    func size() -> Int64 { bytes }

    func nextData(from offset: Int64) -> Range<Int64>? {
        let index = Self.first(of: data.count) { data[$0].upperBound > offset }
        guard index < data.count else { return nil }
        return max(data[index].lowerBound, offset)..<data[index].upperBound
    }

    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
        let range = offset..<max(offset, min(offset + Int64(buffer.count), bytes))
        func part(_ part: Range<Int64>) -> UnsafeMutableRawBufferPointer {
            .init(rebasing: buffer[Int(part.lowerBound - offset)..<Int(part.upperBound - offset)])
        }
        var done = range.lowerBound
        for stretch in stretches[Self.first(of: stretches.count) { stretches[$0].end > offset }...] {
            guard stretch.place < range.upperBound else { break }
            let wanted = (stretch.place..<stretch.end).clamped(to: range)
            part(done..<wanted.lowerBound).initializeMemory(as: UInt8.self, repeating: 0)
            let place = Int(wanted.lowerBound - stretch.place)
            try stretch.bytes.copy(from: place, into: part(wanted), &files)
            done = wanted.upperBound
        }
        part(done..<range.upperBound).initializeMemory(as: UInt8.self, repeating: 0)
        return range.count
    }

    /// The first of `count` indices at which something is so that stays so, or `count`.
    private static func first(of count: Int, where isSo: (Int) -> Bool) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            range = isSo(middle) ? range.lowerBound..<middle : middle + 1..<range.upperBound
        }
        return range.lowerBound
    }
}
