package import FGCore

/// The partitions of a disk, read from a GUID partition table or a plain master boot record.
///
/// What is wrong with a table that can still be read is listed, not thrown.
package struct PartitionTable: Sendable {
    /// How the partitions are written down.
    package enum Scheme: String, Sendable {
        case gpt
        case mbr
    }

    package let scheme: Scheme
    /// The identifier of the disk; nil in a master boot record.
    package let diskID: GUID?
    /// In the order of the table.
    package let partitions: [Partition]
    /// Everything that is not as the standard wants it; empty for a sound table.
    package let problems: [String]
    /// The first 440 bytes, where a BIOS finds the boot program.
    package let bootCode: [UInt8]

    /// Bytes of a sector; disk images have no other size.
    package static let sectorSize: Int64 = 512

    /// Reads the table of a disk.
    ///
    /// - Throws: `refused` when the disk has none that can be read.
    package static func read(_ disk: OpenFile) throws -> PartitionTable {
        let region = try DiskRegion(disk)
        let first = try region.read(Int(sectorSize), at: 0)
        let record = try MasterBootRecord(first)
        if record.isProtective || record.entries.isEmpty || looksLikeGPT(region) {
            var reader = GPTReader(disk: region, record: record)
            return try reader.read()
        }
        return record.table(diskLength: region.length)
    }

    private static func looksLikeGPT(_ region: DiskRegion) -> Bool {
        guard let sector = try? region.read(8, at: sectorSize) else { return false }
        return ByteReader(sector).has("EFI PART", at: 0)
    }

    /// What is wrong with the places of some partitions: ranges, overlaps, alignment to 4 KiB, identifiers.
    static func problems(of partitions: [Partition], usable: Range<Int64>) -> [String] {
        var problems: [String] = []
        for partition in partitions {
            if partition.start < usable.lowerBound || partition.start + partition.length > usable.upperBound {
                problems.append("partition \(partition.number) lies outside of the usable sectors")
            }
            if partition.start % 4096 != 0 {
                problems.append("partition \(partition.number) does not start at a multiple of 4 KiB")
            }
        }
        let sorted = partitions.sorted { $0.start < $1.start }
        for (left, right) in zip(sorted, sorted.dropFirst()) where left.start + left.length > right.start {
            problems.append("partitions \(left.number) and \(right.number) overlap")
        }
        let ids = partitions.compactMap(\.id)
        if Set(ids).count < ids.count { problems.append("two partitions have the same identifier") }
        return problems
    }
}
