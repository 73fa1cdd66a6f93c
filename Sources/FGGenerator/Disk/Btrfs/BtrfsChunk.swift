/// A stretch of addresses, and where on the disk it is: once, or twice.
struct BtrfsChunk {
    /// What is in it.
    enum Kind: UInt64 {
        case data = 1
        case system = 2
        case metadata = 4

        /// The bits of the kind in a chunk or a group of blocks.
        var flags: UInt64 { self == .data ? rawValue : rawValue | Self.isTwice }

        private static let isTwice: UInt64 = 1 << 5
    }

    let kind: Kind
    let address: UInt64
    /// Where its copies begin on the disk, in bytes.
    let places: [Int64]
    /// Bytes.
    var length: Int64
    /// Bytes in use, all at its start.
    var used: Int64 = 0

    var end: UInt64 { address + UInt64(length) }

    /// What the tree of chunks, and the superblock, say of it.
    func record(_ identifiers: BtrfsIdentifiers) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(UInt64(length))
        bytes.append(Btrfs.Tree.extents)
        bytes.append(UInt64(Btrfs.stripeSize))
        bytes.append(kind.flags)
        bytes.append(Btrfs.stripeSize)
        bytes.append(Btrfs.stripeSize)
        bytes.append(UInt32(Btrfs.sectorSize))
        bytes.append(UInt16(places.count))
        bytes.append(UInt16(1))
        for place in places {
            bytes.append(Btrfs.device)
            bytes.append(UInt64(place))
            bytes += identifiers.device
        }
        return bytes
    }

    /// Its key in the tree of chunks.
    var key: BtrfsKey {
        BtrfsKey(object: Btrfs.Object.chunks, kind: Btrfs.Item.chunk, offset: address)
    }

    /// What the tree of devices says of its copies.
    func deviceExtents(_ identifiers: BtrfsIdentifiers) -> [BtrfsItem] {
        places.map { place in
            var bytes: [UInt8] = []
            bytes.append(Btrfs.Tree.chunks)
            bytes.append(Btrfs.Object.chunks)
            bytes.append(address)
            bytes.append(UInt64(length))
            bytes += identifiers.chunks
            return BtrfsItem(Btrfs.device, Btrfs.Item.deviceExtent, UInt64(place), bytes)
        }
    }

    /// What the tree of extents says of it.
    var group: BtrfsItem {
        var bytes: [UInt8] = []
        bytes.append(UInt64(used))
        bytes.append(Btrfs.Object.chunks)
        bytes.append(kind.flags)
        return BtrfsItem(address, Btrfs.Item.group, UInt64(length), bytes)
    }

    /// What the tree of free space says of it.
    var freeSpace: [BtrfsItem] {
        var bytes: [UInt8] = []
        bytes.append(UInt32(used < length ? 1 : 0))
        bytes.append(UInt32(0))
        let head = BtrfsItem(address, Btrfs.Item.freeSpace, UInt64(length), bytes)
        guard used < length else { return [head] }
        let start = address + UInt64(used)
        return [head, BtrfsItem(start, Btrfs.Item.freeExtent, UInt64(length - used), [])]
    }
}
