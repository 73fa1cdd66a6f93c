import FGCore

/// Finds the first byte that differs between two stretches of files.
struct RegionComparison {
    /// A place with what stands there.
    struct Place: Hashable {
        /// Bytes from the start of the region.
        let offset: Int64
        let old: String
        let new: String
    }

    private static let piece: Int64 = 4 << 20
    private static let shown = 24

    private let old: DiskRegion
    private let new: DiskRegion

    init(_ old: DiskRegion, _ new: DiskRegion) {
        self.old = old
        self.new = new
    }

    /// The first difference; nil when one has all the bytes of the other and as many.
    ///
    /// What is a hole in both is not read.
    func firstDifference() throws -> Place? {
        let common = min(old.length, new.length)
        var offset: Int64 = 0
        while let start = try nextData(from: offset, below: common) {
            try Task.checkCancellation()
            let count = Int(min(Self.piece, common - start))
            let (left, right) = (try old.read(count, at: start), try new.read(count, at: start))
            if left != right, let index = zip(left, right).enumerated().first(where: { $1.0 != $1.1 })?.offset
            {
                return Place(
                    offset: start + Int64(index),
                    old: Self.excerpt(left.dropFirst(index)),
                    new: Self.excerpt(right.dropFirst(index))
                )
            }
            offset = start + Int64(count)
        }
        guard old.length != new.length else { return nil }
        return Place(offset: common, old: "\(old.length) bytes", new: "\(new.length) bytes")
    }

    /// Where the next data of either is.
    private func nextData(from offset: Int64, below end: Int64) throws -> Int64? {
        let starts = try [old, new].compactMap { region -> Int64? in
            guard let data = try region.file.nextData(from: region.start + offset) else { return nil }
            return max(offset, data.lowerBound - region.start)
        }
        return starts.min().flatMap { $0 < end ? $0 : nil }
    }

    /// Some bytes as text where they are text, else as hexadecimal digits.
    static func excerpt(_ bytes: ArraySlice<UInt8>) -> String {
        let start = bytes.prefix(shown)
        if start.isEmpty { return "its end" }
        let isText = start.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 0x0a || $0 == 0x09 }
        if isText {
            return "\"" + String(decoding: start, as: UTF8.self).prefix { $0 != "\n" } + "\""
        }
        return start.prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined(separator: " ")
    }
}
