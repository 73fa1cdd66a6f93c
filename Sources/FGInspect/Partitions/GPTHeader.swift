import FGCore

/// The header of a GUID partition table, read from one sector (UEFI 2.10 §5.3.2).
struct GPTHeader {
    let own: UInt64
    let alternate: UInt64
    let firstUsable: UInt64
    let lastUsable: UInt64
    let diskID: GUID
    let entries: UInt64
    let entryCount: Int
    let entrySize: Int
    let entriesChecksum: UInt32

    /// The most bytes an entry array may have; the usual one has 16 KiB.
    static let entryLimit = 1 << 20

    /// Reads a header that says it stands at sector `own`.
    ///
    /// - Throws: `refused` with what is wrong.
    init(_ sector: [UInt8], at own: UInt64) throws {
        let reader = ByteReader(sector)
        guard reader.has("EFI PART", at: 0) else { throw FGError(.refused, "it has no signature") }
        let size = Int(try reader.uint32(at: 12, .little))
        guard size >= 92, size <= sector.count else {
            throw FGError(.refused, "it says it has \(size) bytes")
        }
        var summed = Array(sector[..<size])
        for index in 16..<20 { summed[index] = 0 }
        guard ReflectedCRC.crc32.checksum(of: summed) == (try reader.uint32(at: 16, .little)) else {
            throw FGError(.refused, "its checksum is wrong")
        }
        self.own = try reader.uint64(at: 24, .little)
        guard self.own == own else {
            throw FGError(.refused, "it says it stands at sector \(self.own), not \(own)")
        }
        alternate = try reader.uint64(at: 32, .little)
        firstUsable = try reader.uint64(at: 40, .little)
        lastUsable = try reader.uint64(at: 48, .little)
        diskID = try GUID(mixedEndian: reader.bytes(at: 56, count: 16))
        entries = try reader.uint64(at: 72, .little)
        entryCount = Int(try reader.uint32(at: 80, .little))
        entrySize = Int(try reader.uint32(at: 84, .little))
        entriesChecksum = try reader.uint32(at: 88, .little)
        guard entrySize >= 128, entrySize <= 4096, entryCount > 0, entryCount <= Self.entryLimit / entrySize
        else {
            throw FGError(.refused, "it has \(entryCount) entries of \(entrySize) bytes")
        }
    }
}
