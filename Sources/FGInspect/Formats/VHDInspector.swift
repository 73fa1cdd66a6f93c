import FGCore

/// Checks a VHD image (qemu's `vpc`): Microsoft's "Virtual Hard Disk Image Format Specification" 1.0.
struct VHDInspector {
    let image: ImageBytes
    let limits: InspectionLimits

    func inspect(_ findings: inout Findings) throws {
        let tail = try image.tail(512)
        guard tail.has("conectix", at: 0) else {
            throw FGError(.refused, "it has no VHD footer in its last 512 bytes")
        }
        let footer = try VHDFooter(tail)
        findings.note("subformat", footer.kind)
        findings.judge(virtualSize: footer.size, stored: image.stored, by: limits)
        if footer.isSaved { findings.refuse(.damaged, "it belongs to a machine in a saved state") }
        switch footer.type {
        case 2: try checkFixed(footer)
        case 3: try checkDynamic(footer, tail, &findings)
        case 4:
            findings.refuse(.backingFile, "it is a differencing VHD and takes bytes from a parent")
        default: findings.refuse(.unknownFeature, "VHD type \(footer.type) is not known")
        }
    }

    private func checkFixed(_ footer: VHDFooter) throws {
        guard footer.dataOffset == .max else {
            throw FGError(.refused, "a fixed VHD has no dynamic header, its footer points to one")
        }
        guard footer.size == UInt64(image.size - 512) else {
            throw FGError(
                .refused,
                "its footer says \(footer.size) bytes, before it stand \(image.size - 512)"
            )
        }
        let start = ByteReader(try image.file.read(8, at: 0))
        guard image.size < 1024 || !start.has("conectix", at: 0) else {
            throw FGError(.refused, "it is a fixed VHD at its end and another VHD at its start")
        }
    }

    private func checkDynamic(_ footer: VHDFooter, _ tail: ByteReader, _ findings: inout Findings) throws {
        let copy = try image.reader("copy of the footer", at: 0, count: 512)
        guard copy.bytes == tail.bytes else {
            throw FGError(.refused, "its footer and the copy at its start differ")
        }
        let header = try VHDDynamicHeader(
            image.reader("dynamic header", at: footer.dataOffset, count: 1024)
        )
        findings.note("block-size", header.blockSize)
        if header.hasParent { findings.refuse(.backingFile, "its dynamic header names a parent") }
        let (covered, overflow) = UInt64(header.entries).multipliedReportingOverflow(
            by: UInt64(header.blockSize)
        )
        guard !overflow, covered >= footer.size else {
            throw FGError(.refused, "its \(header.entries) blocks do not cover \(footer.size) bytes")
        }
        let stored = header.bitmapSize + UInt64(header.blockSize)
        try image.forEachEntry(
            of: "block table",
            at: header.tableOffset,
            count: UInt64(header.entries),
            width: 4
        ) { index, piece, position in
            let sector = try piece.uint32(at: position, .big)
            guard sector == .max || image.contains(at: UInt64(sector) * 512, count: stored) else {
                throw FGError(.refused, "block \(index) at sector \(sector) lies outside of the file")
            }
        }
    }
}
