import FGCore

/// The four primary entries of a disk's first sector.
struct MasterBootRecord {
    /// An entry that is not empty.
    struct Entry {
        let number: Int
        let type: UInt8
        let isActive: Bool
        let first: Int64
        let count: Int64
    }

    let bootCode: [UInt8]
    let entries: [Entry]

    /// Reads the first sector.
    ///
    /// - Throws: `refused` when it lacks the signature.
    init(_ sector: [UInt8]) throws {
        let reader = ByteReader(sector)
        guard reader.has([0x55, 0xaa], at: 510) else {
            throw FGError(.refused, "the first sector has no partition table")
        }
        bootCode = try reader.bytes(at: 0, count: 440)
        entries = try (0..<4).compactMap { index in
            let offset = 446 + 16 * index
            let type = try reader.uint8(at: offset + 4)
            guard type != 0 else { return nil }
            return Entry(
                number: index + 1,
                type: type,
                isActive: try reader.uint8(at: offset) == 0x80,
                first: Int64(try reader.uint32(at: offset + 8, .little)),
                count: Int64(try reader.uint32(at: offset + 12, .little))
            )
        }
    }

    /// Whether it only guards a GUID partition table.
    var isProtective: Bool { entries.contains { $0.type == 0xee } }

    /// What is wrong with it as the guard of a GUID partition table.
    func protectiveProblems(diskLength: Int64) -> [String] {
        guard let guarding = entries.first(where: { $0.type == 0xee }) else {
            return ["the first sector has no protective entry"]
        }
        var problems: [String] = []
        let sectors = min(diskLength / PartitionTable.sectorSize - 1, Int64(UInt32.max))
        if guarding.first != 1 || (guarding.count != sectors && guarding.count != Int64(UInt32.max)) {
            problems.append("the protective entry does not cover the disk")
        }
        if entries.count > 1 { problems.append("the first sector has entries beside the protective one") }
        return problems
    }

    /// The partitions of a disk that has no other table.
    func table(diskLength: Int64) -> PartitionTable {
        let size = PartitionTable.sectorSize
        let partitions = entries.map { entry in
            Partition(
                number: entry.number,
                role: Self.role(entry.type),
                id: nil,
                start: entry.first * size,
                length: entry.count * size,
                name: "",
                isBIOSBootable: entry.isActive
            )
        }
        return PartitionTable(
            scheme: .mbr,
            diskID: nil,
            partitions: partitions,
            problems: PartitionTable.problems(of: partitions, usable: size..<max(size, diskLength)),
            bootCode: bootCode
        )
    }

    private static func role(_ type: UInt8) -> Partition.Role {
        switch type {
        case 0xef: .efiSystem
        case 0x83: .linux
        default: .other
        }
    }
}
