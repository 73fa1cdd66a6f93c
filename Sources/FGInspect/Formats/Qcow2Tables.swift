import FGCore

/// Checks that all that the tables of a qcow2 image point to lies inside of the file: an image that was cut
/// short still opens, and reads as zeros or not at all.
///
/// It reads no more of the tables than the file holds: each one once, and none that lies in a hole.
struct Qcow2Tables {
    let image: ImageBytes
    let header: Qcow2Header

    func check() throws {
        try image.forEachEntry(
            of: "reference count table",
            at: header.refcountOffset,
            count: UInt64(header.refcountClusters) * header.clusterSize / 8,
            width: 8
        ) { index, piece, position in
            let block = try piece.uint64(at: position, .big) & ~0x1ff
            if block != 0 { try requireCluster("reference count block \(index)", at: block) }
        }
        var seen: Set<UInt64> = []
        try image.forEachEntry(
            of: "L1 table",
            at: header.l1Offset,
            count: UInt64(header.l1Size),
            width: 8
        ) { index, piece, position in
            let table = try piece.uint64(at: position, .big) & Qcow2Header.offsetMask
            guard table != 0 else { return }
            try requireCluster("L2 table \(index)", at: table)
            guard seen.insert(table).inserted else {
                throw FGError(.refused, "L2 table \(index) at \(table) is used twice")
            }
            try checkTable(index, at: table)
        }
    }

    private func requireCluster(_ what: String, at offset: UInt64) throws {
        guard offset % header.clusterSize == 0, image.contains(at: offset, count: header.clusterSize) else {
            throw FGError(.refused, "\(what) at \(offset) lies outside of the file of \(image.size) bytes")
        }
    }

    private func checkTable(_ number: UInt64, at table: UInt64) throws {
        let data = try image.file.nextData(from: Int64(table))
        guard let data, UInt64(data.lowerBound) < table + header.clusterSize else { return }
        let width = header.hasExtendedL2 ? 16 : 8
        let first = number * header.l2Entries
        try image.forEachEntry(of: "L2 table", at: table, count: header.l2Entries, width: width) {
            index,
            piece,
            position in
            let entry = try piece.uint64(at: position, .big)
            guard entry != 0 else { return }
            let isInside =
                if entry & 1 << 62 != 0 {
                    hasCompressed(entry)
                } else {
                    try hasCluster(
                        entry,
                        bitmap: header.hasExtendedL2 ? piece.uint64(at: position + 8, .big) : nil,
                        number: first + index
                    )
                }
            guard isInside else {
                throw FGError(
                    .refused,
                    "cluster \(first + index) lies outside of the file of \(image.size) bytes: it is cut off"
                )
            }
        }
    }

    /// Whether a compressed cluster is in the file: all sectors that its descriptor counts.
    private func hasCompressed(_ entry: UInt64) -> Bool {
        let offsetBits = UInt64(62 - (header.clusterBits - 8))
        let offset = entry & (1 << offsetBits - 1)
        let more = (entry & (1 << 62 - 1)) >> offsetBits
        return image.contains(at: offset & ~0x1ff, count: (more + 1) * 512)
    }

    /// Whether the part of a cluster that a guest reads from the file is in it.
    private func hasCluster(_ entry: UInt64, bitmap: UInt64?, number: UInt64) throws -> Bool {
        let offset = entry & Qcow2Header.offsetMask
        guard offset != 0 else { return true }
        guard offset % header.clusterSize == 0 else { return false }
        let isZero = bitmap == nil && entry & 1 != 0
        let start = number.multipliedReportingOverflow(by: header.clusterSize)
        guard !isZero, !start.overflow, start.partialValue < header.size else { return true }
        // The last cluster may end with the disk, and one with sub-clusters after the last that is used.
        var needed = min(header.clusterSize, header.size - start.partialValue)
        if let bitmap {
            let used = UInt64(32 - UInt32(truncatingIfNeeded: bitmap).leadingZeroBitCount)
            needed = min(needed, header.clusterSize / 32 * used)
        }
        return image.contains(at: offset, count: needed)
    }
}
