import FGCore

/// Reads both copies of a GUID partition table and compares them.
struct GPTReader {
    private struct Copy {
        let header: GPTHeader
        let entries: [UInt8]
    }

    private let disk: DiskRegion
    private let record: MasterBootRecord
    private var problems: [String] = []

    init(disk: DiskRegion, record: MasterBootRecord) {
        self.disk = disk
        self.record = record
    }

    /// The table of the first copy, or of the second when the first is damaged.
    mutating func read() throws -> PartitionTable {
        let size = PartitionTable.sectorSize
        let last = disk.length / size - 1
        problems = record.protectiveProblems(diskLength: disk.length)
        if disk.length % size != 0 { problems.append("the disk does not end with a whole sector") }
        let primary = copy(named: "first", at: 1)
        let place = primary.map { Int64(clamping: $0.header.alternate) } ?? last
        if place != last { problems.append("the second header is not in the last sector") }
        let backup = copy(named: "second", at: place)
        if let primary, let backup { compare(primary, backup) }
        guard let copy = primary ?? backup else {
            throw FGError(.refused, "the disk has no partition table: " + problems.joined(separator: "; "))
        }
        let partitions = try partitions(of: copy)
        let usable =
            bytes(
                copy.header.firstUsable
            )..<max(
                bytes(copy.header.firstUsable),
                min(bytes(copy.header.lastUsable.addingReportingOverflow(1).partialValue), disk.length)
            )
        problems += PartitionTable.problems(of: partitions, usable: usable)
        return PartitionTable(
            scheme: .gpt,
            diskID: copy.header.diskID,
            partitions: partitions,
            problems: problems,
            bootCode: record.bootCode
        )
    }

    private mutating func copy(named name: String, at sector: Int64) -> Copy? {
        let size = PartitionTable.sectorSize
        do {
            guard sector > 0, sector < disk.length / size else {
                throw FGError(.refused, "sector \(sector) lies outside of the disk")
            }
            let header = try GPTHeader(disk.read(Int(size), at: sector * size), at: UInt64(sector))
            let entries = try disk.read(header.entryCount * header.entrySize, at: bytes(header.entries))
            guard ReflectedCRC.crc32.checksum(of: entries) == header.entriesChecksum else {
                throw FGError(.refused, "the checksum of its entries is wrong")
            }
            return Copy(header: header, entries: entries)
        } catch let error as FGError {
            problems.append("the \(name) partition table is damaged: \(error.message)")
        } catch {
            problems.append("the \(name) partition table is damaged: \(error)")
        }
        return nil
    }

    private mutating func compare(_ primary: Copy, _ backup: Copy) {
        if backup.header.alternate != primary.header.own || backup.header.diskID != primary.header.diskID
            || backup.header.firstUsable != primary.header.firstUsable
            || backup.header.lastUsable != primary.header.lastUsable || backup.entries != primary.entries
        {
            problems.append("the two partition tables differ")
        }
    }

    private mutating func partitions(of copy: Copy) throws -> [Partition] {
        let reader = ByteReader(copy.entries)
        var partitions: [Partition] = []
        for index in 0..<copy.header.entryCount {
            let offset = index * copy.header.entrySize
            let type = try GUID(mixedEndian: reader.bytes(at: offset, count: 16))
            if type.isZero { continue }
            let first = bytes(try reader.uint64(at: offset + 32, .little))
            let end = bytes(
                try reader.uint64(at: offset + 40, .little).addingReportingOverflow(1).partialValue
            )
            guard end > first else {
                problems.append("partition \(index + 1) ends before it starts")
                continue
            }
            let name = try (0..<36).map { try reader.uint16(at: offset + 56 + 2 * $0, .little) }
            partitions.append(
                Partition(
                    number: index + 1,
                    role: Partition.roles[type] ?? .other,
                    id: try GUID(mixedEndian: reader.bytes(at: offset + 16, count: 16)),
                    start: first,
                    length: end - first,
                    name: String(decoding: name.prefix { $0 != 0 }, as: UTF16.self),
                    isBIOSBootable: try reader.uint64(at: offset + 48, .little) & 4 != 0
                )
            )
        }
        return partitions
    }

    /// A sector's byte offset; a number that no disk has becomes the largest offset.
    private func bytes(_ sector: UInt64) -> Int64 {
        let (offset, overflow) = Int64(clamping: sector).multipliedReportingOverflow(
            by: PartitionTable.sectorSize
        )
        return overflow ? .max : offset
    }
}
