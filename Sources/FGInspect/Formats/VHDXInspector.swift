import FGCore

/// Checks a VHDX image: Microsoft's [MS-VHDX].
struct VHDXInspector {
    let image: ImageBytes
    let limits: InspectionLimits

    private static let metadataLimit = 1 << 20

    func inspect(_ findings: inout Findings) throws {
        try checkHeaders(&findings)
        let regions = try regions()
        guard let metadata = regions[VHDXIdentifier.metadata], let table = regions[VHDXIdentifier.blockTable]
        else { throw FGError(.refused, "it has no metadata or no block table") }
        let disk = try readMetadata(metadata, &findings)
        findings.note("block-size", disk.blockSize)
        findings.note("sector-size", disk.sectorSize)
        findings.judge(virtualSize: disk.size, stored: image.stored, by: limits)
        try checkBlocks(table, disk)
    }

    /// The checksum of a structure, whose own field for it counts as zero.
    private static func checksum(of structure: [UInt8]) -> UInt32 {
        ReflectedCRC.crc32c.checksum(of: structure.enumerated().lazy.map { (4..<8).contains($0) ? 0 : $1 })
    }

    private func checkHeaders(_ findings: inout Findings) throws {
        for offset in [65_536 as UInt64, 131_072] {
            let header = try image.reader("header", at: offset, count: 4096)
            guard header.has("head", at: 0),
                try header.uint32(at: 4, .little) == Self.checksum(of: header.bytes)
            else { throw FGError(.refused, "the checksum of its header at \(offset) is wrong") }
            guard try header.uint16(at: 66, .little) == 1, try header.uint16(at: 64, .little) == 0 else {
                return findings.refuse(.unknownFeature, "its VHDX version is not known")
            }
            if try header.bytes(at: 48, count: 16).contains(where: { $0 != 0 }) {
                findings.refuse(.damaged, "it was not closed: its log must be replayed first")
                break
            }
            let length = try header.uint32(at: 68, .little)
            try image.check("log", at: header.uint64(at: 72, .little), count: UInt64(length))
        }
    }

    /// The regions by their identifier; both copies of the table must be whole and agree.
    private func regions() throws -> [[UInt8]: Range<UInt64>] {
        let first = try image.reader("region table", at: 196_608, count: 65_536)
        let second = try image.reader("region table", at: 262_144, count: 65_536)
        guard first.bytes == second.bytes else { throw FGError(.refused, "its two region tables differ") }
        guard first.has("regi", at: 0),
            try first.uint32(at: 4, .little) == Self.checksum(of: first.bytes)
        else { throw FGError(.refused, "the checksum of its region table is wrong") }
        let count = try first.uint32(at: 8, .little)
        guard count <= 2047 else { throw FGError(.refused, "its region table has \(count) entries") }
        var regions: [[UInt8]: Range<UInt64>] = [:]
        for index in 0..<Int(count) {
            let position = 16 + 32 * index
            let identifier = try first.bytes(at: position, count: 16)
            let offset = try first.uint64(at: position + 16, .little)
            let length = UInt64(try first.uint32(at: position + 24, .little))
            let isRequired = try first.uint32(at: position + 28, .little) & 1 == 1
            guard offset >= 1 << 20, offset % (1 << 20) == 0 else {
                throw FGError(.refused, "its region \(index) at \(offset) is not where regions may be")
            }
            try image.check("region \(index)", at: offset, count: length)
            guard VHDXIdentifier.knownRegions.contains(identifier) || !isRequired else {
                throw FGError(.refused, "it needs an unknown region")
            }
            guard regions.updateValue(offset..<offset + length, forKey: identifier) == nil else {
                throw FGError(.refused, "it has a region twice")
            }
        }
        return regions
    }

    private func readMetadata(_ region: Range<UInt64>, _ findings: inout Findings) throws -> VHDXDisk {
        let count = Int(min(UInt64(Self.metadataLimit), region.upperBound - region.lowerBound))
        let bytes = try image.reader("metadata", at: region.lowerBound, count: count)
        guard bytes.has("metadata", at: 0) else { throw FGError(.refused, "its metadata has no signature") }
        let entries = Int(try bytes.uint16(at: 10, .little))
        guard entries <= 2047 else { throw FGError(.refused, "its metadata has \(entries) entries") }
        var items: [[UInt8]: ByteReader] = [:]
        for index in 0..<entries {
            let position = 32 + 32 * index
            let identifier = try bytes.bytes(at: position, count: 16)
            let flags = try bytes.uint32(at: position + 24, .little)
            let item = try bytes.bytes(
                at: Int(try bytes.uint32(at: position + 16, .little)),
                count: Int(try bytes.uint32(at: position + 20, .little))
            )
            guard VHDXIdentifier.knownItems.contains(identifier) || flags & 4 == 0 else {
                throw FGError(.refused, "it needs an unknown metadata item")
            }
            guard items.updateValue(ByteReader(item), forKey: identifier) == nil else {
                throw FGError(.refused, "it has a metadata item twice")
            }
        }
        if items[VHDXIdentifier.parentLocator] != nil {
            findings.refuse(.backingFile, "it has a parent locator and takes bytes from a parent")
        }
        let disk = try VHDXDisk(items)
        if disk.hasParent { findings.refuse(.backingFile, "it is a differencing VHDX") }
        return disk
    }

    private func checkBlocks(_ table: Range<UInt64>, _ disk: VHDXDisk) throws {
        let count = try disk.tableEntries()
        guard count <= (table.upperBound - table.lowerBound) / 8 else {
            throw FGError(.refused, "its block table is too short for \(count) blocks")
        }
        try image.forEachEntry(
            of: "block table",
            at: table.lowerBound,
            count: count,
            width: 8
        ) { index, piece, position in
            guard !disk.isBitmap(index) else { return }
            let entry = try piece.uint64(at: position, .little)
            let (state, offset) = (entry & 7, (entry >> 20) << 20)
            switch state {
            case 0...3: return
            case 6 where offset > 0 && image.contains(at: offset, count: UInt64(disk.blockSize)): return
            default:
                throw FGError(
                    .refused,
                    "block \(index) has state \(state) at \(offset), which is not possible"
                )
            }
        }
    }
}
