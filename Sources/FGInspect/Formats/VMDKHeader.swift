import FGCore

/// The header of a VMDK sparse extent: VMware's "Virtual Disk Format 5.0".
struct VMDKHeader: Equatable {
    /// The offset that says that the real one stands in the footer.
    static let atEnd = UInt64.max

    let version: UInt32
    let flags: UInt32
    let capacity: UInt64
    let grainSize: UInt64
    let descriptorOffset: UInt64
    let descriptorSize: UInt64
    let entriesPerTable: UInt32
    /// Where the grain directory is, in sectors.
    var directoryOffset: UInt64
    let compression: UInt16

    /// Reads the 512 bytes of a header or footer.
    init(_ bytes: ByteReader) throws {
        version = try bytes.uint32(at: 4, .little)
        flags = try bytes.uint32(at: 8, .little)
        capacity = try bytes.uint64(at: 12, .little)
        grainSize = try bytes.uint64(at: 20, .little)
        descriptorOffset = try bytes.uint64(at: 28, .little)
        descriptorSize = try bytes.uint64(at: 36, .little)
        entriesPerTable = try bytes.uint32(at: 44, .little)
        directoryOffset = try bytes.uint64(at: 56, .little)
        compression = try bytes.uint16(at: 77, .little)
        guard bytes.has([0x0a, 0x20, 0x0d, 0x0a], at: 73) else {
            throw FGError(.refused, "the line ends of its header were changed on the way")
        }
    }

    var isCompressed: Bool { flags & 1 << 16 != 0 }
    var hasZeroGrains: Bool { flags & 1 << 2 != 0 }
    var hasMarkers: Bool { flags & 1 << 17 != 0 }

    /// How many entries the grain directory has.
    ///
    /// - Throws: `refused` when sizes are zero, overflow or are out of bounds.
    func directoryEntries() throws -> UInt64 {
        guard capacity > 0, capacity <= UInt64(Int64.max) / 512 else {
            throw FGError(.refused, "its header says \(capacity) sectors")
        }
        guard grainSize.nonzeroBitCount == 1, (8...16_384).contains(grainSize) else {
            throw FGError(.refused, "grains of \(grainSize) sectors are out of bounds")
        }
        guard (1...512).contains(entriesPerTable) else {
            throw FGError(.refused, "grain tables of \(entriesPerTable) entries are out of bounds")
        }
        let covered = grainSize * UInt64(entriesPerTable)
        return capacity / covered + (capacity % covered == 0 ? 0 : 1)
    }

    /// A byte offset of a sector.
    ///
    /// - Throws: `refused` when it overflows.
    static func offset(ofSector sector: UInt64) throws -> UInt64 {
        let (offset, overflow) = sector.multipliedReportingOverflow(by: 512)
        guard !overflow else { throw FGError(.refused, "sector \(sector) is out of bounds") }
        return offset
    }
}
