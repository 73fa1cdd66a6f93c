import FGCore

/// Gives chunks their addresses and their places on the disk, one behind the other.
struct BtrfsSpace {
    /// Bytes of the disk.
    let size: Int64
    private var place: Int64 = 0
    private var address = UInt64(Self.step)

    /// Chunks begin and end at multiples of this.
    static let step: Int64 = 1 << 20

    init(size: Int64) {
        self.size = size
    }

    /// A chunk with copies that have room for some bytes each.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func chunk(_ kind: BtrfsChunk.Kind, copies: Int, length: Int64) throws -> BtrfsChunk {
        var places: [Int64] = []
        for _ in 0..<copies {
            while let range = Btrfs.reserved.first(where: { $0.overlaps(place..<place + length) }) {
                place = range.upperBound
            }
            places.append(place)
            place += length
        }
        guard place <= size else { throw NoRoomOnDisk() }
        return chunk(kind, places, length)
    }

    /// A chunk for data, of at most some bytes: as many as are free in one place.
    ///
    /// - Throws: `NoRoomOnDisk`.
    mutating func data(upTo most: Int64) throws -> BtrfsChunk {
        while let range = Btrfs.reserved.first(where: { $0.contains(place) }) { place = range.upperBound }
        let next = Btrfs.reserved.map(\.lowerBound).first { $0 > place } ?? .max
        let length = (min(most, next - place, size - place) / Self.step) * Self.step
        guard length > 0 else { throw NoRoomOnDisk() }
        let start = place
        place += length
        return chunk(.data, [start], length)
    }

    /// The next chunk, as far as it is known without its size.
    func draft(of kind: BtrfsChunk.Kind) -> BtrfsChunk {
        BtrfsChunk(kind: kind, address: address, places: [place, place + 1], length: size)
    }

    /// Takes back what the last chunk does not use.
    mutating func trim(_ chunk: inout BtrfsChunk) {
        let length = chunk.used.roundedUp(to: Self.step)
        place -= chunk.length - length
        address -= UInt64(chunk.length - length)
        chunk.length = length
    }

    private mutating func chunk(_ kind: BtrfsChunk.Kind, _ places: [Int64], _ length: Int64) -> BtrfsChunk {
        let chunk = BtrfsChunk(kind: kind, address: address, places: places, length: length)
        address += UInt64(length)
        return chunk
    }
}
