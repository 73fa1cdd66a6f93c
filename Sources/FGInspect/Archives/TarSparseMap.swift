import FGCore

/// Where a sparse member has data: "Storing Sparse Files" of the GNU tar manual.
struct TarSparseMap {
    /// The size of the file, holes counted.
    let size: Int64
    private let pieces: [Range<Int64>]

    /// Takes offsets and lengths, one after the other, of data that is stored without gaps.
    ///
    /// - Throws: `refused` when they overlap, leave the file, or are not the stored bytes.
    init(_ numbers: [Int64], size: Int64, stored: Int64) throws {
        var pieces: [Range<Int64>] = []
        var (end, sum) = (Int64(0), Int64(0))
        for index in stride(from: 0, to: numbers.count - 1, by: 2) {
            let (offset, length) = (numbers[index], numbers[index + 1])
            guard offset >= end, length >= 0, offset <= size, length <= size - offset else {
                throw FGError(.refused, "the map of a sparse tar member is out of order or out of bounds")
            }
            if length > 0 { pieces.append(offset..<offset + length) }
            (end, sum) = (offset + length, sum + length)
        }
        guard size >= 0, numbers.count % 2 == 0, sum == stored else {
            throw FGError(.refused, "the map of a sparse tar member does not fit its \(stored) bytes")
        }
        (self.size, self.pieces) = (size, pieces)
    }

    /// Reads decimal numbers.
    ///
    /// - Throws: `refused` when something else stands there.
    static func numbers(_ bytes: some Collection<UInt8>, separator: UInt8) throws -> [Int64] {
        try bytes.split(separator: separator).map { digits in
            guard let number = Int64(String(decoding: digits, as: UTF8.self)), number >= 0 else {
                throw FGError(.refused, "the map of a sparse tar member has something else than numbers")
            }
            return number
        }
    }

    /// Goes through the file from start to end.
    struct Cursor {
        let map: TarSparseMap
        private var offset: Int64 = 0
        private var index = 0

        init(_ map: TarSparseMap) {
            self.map = map
        }

        /// The next bytes, at most so many: of a hole, or stored; nil at the end.
        mutating func next(upTo count: Int) -> (isHole: Bool, count: Int)? {
            while index < map.pieces.count, map.pieces[index].upperBound <= offset { index += 1 }
            guard offset < map.size else { return nil }
            guard index < map.pieces.count else { return (true, limited(count, map.size)) }
            let piece = map.pieces[index]
            return piece.contains(offset)
                ? (false, limited(count, piece.upperBound)) : (true, limited(count, piece.lowerBound))
        }

        mutating func advance(_ count: Int) { offset += Int64(count) }

        private func limited(_ count: Int, _ end: Int64) -> Int { Int(min(Int64(count), end - offset)) }
    }
}
