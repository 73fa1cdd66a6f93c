import FGCore

/// Checks that the tables of a VMDK sparse extent and all its grains lie inside of the file, and are whole.
///
/// It reads no more of the tables than the file holds: each one once, and none that lies in a hole.
struct VMDKGrains {
    let image: ImageBytes
    let header: VMDKHeader

    private static let sector: UInt64 = 512

    func check(directoryEntries: UInt64) throws {
        var seen: Set<UInt64> = []
        try image.forEachEntry(
            of: "grain directory",
            at: VMDKHeader.offset(ofSector: header.directoryOffset),
            count: directoryEntries,
            width: 4
        ) { index, piece, position in
            let sector = UInt64(try piece.uint32(at: position, .little))
            guard sector != 0 else { return }
            guard image.contains(at: sector * Self.sector, count: tableBytes) else {
                throw FGError(.refused, "grain table \(index) at sector \(sector) lies outside of the file")
            }
            guard seen.insert(sector).inserted else {
                throw FGError(.refused, "grain table \(index) at sector \(sector) is used twice")
            }
            try checkTable(index, at: sector * Self.sector)
        }
    }

    private var tableBytes: UInt64 { UInt64(header.entriesPerTable) * 4 }

    private func checkTable(_ number: UInt64, at table: UInt64) throws {
        let data = try image.file.nextData(from: Int64(table))
        guard let data, UInt64(data.lowerBound) < table + tableBytes else { return }
        let first = number * UInt64(header.entriesPerTable)
        try image.forEachEntry(
            of: "grain table",
            at: table,
            count: UInt64(header.entriesPerTable),
            width: 4
        ) { index, piece, position in
            let sector = UInt64(try piece.uint32(at: position, .little))
            if sector == 0 || sector == 1 && header.hasZeroGrains { return }
            let grain = first + index
            let isWhole =
                header.isCompressed
                ? try hasCompressed(grain, at: sector * Self.sector)
                : image.contains(at: sector * Self.sector, count: size(of: grain))
            guard isWhole else {
                throw FGError(
                    .refused,
                    "grain \(grain) at sector \(sector) lies outside of the file of \(image.size) bytes: it is cut off"
                )
            }
        }
    }

    /// The bytes of a grain; the last one may end with the disk.
    private func size(of grain: UInt64) -> UInt64 {
        let start = grain * header.grainSize
        guard start < header.capacity else { return 0 }
        return min(header.grainSize, header.capacity - start) * Self.sector
    }

    /// Whether a compressed grain is in the file, and is the one that the table wants.
    private func hasCompressed(_ grain: UInt64, at offset: UInt64) throws -> Bool {
        let headSize: UInt64 = header.hasMarkers ? 12 : 4
        guard image.contains(at: offset, count: headSize) else { return false }
        let head = try image.reader("grain \(grain)", at: offset, count: Int(headSize))
        if header.hasMarkers {
            let sector = try head.uint64(at: 0, .little)
            guard sector == grain * header.grainSize else {
                throw FGError(.refused, "grain \(grain) is stored as that of sector \(sector)")
            }
        }
        let size = UInt64(try head.uint32(at: Int(headSize) - 4, .little))
        // Deflated data that did not get smaller grows by a few bytes for each block of it.
        guard size > 0, size <= header.grainSize * Self.sector * 2 else {
            throw FGError(.refused, "grain \(grain) has \(size) compressed bytes, which is out of bounds")
        }
        return image.contains(at: offset + headSize, count: size)
    }
}
