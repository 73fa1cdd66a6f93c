import FGCore

/// Checks a qcow2 image: docs/interop/qcow2.txt of QEMU, with the bounds of block/qcow2.c.
struct Qcow2Inspector {
    let image: ImageBytes
    let limits: InspectionLimits

    private enum Incompatible {
        static let dirty: UInt64 = 1 << 0
        static let corrupt: UInt64 = 1 << 1
        static let externalData: UInt64 = 1 << 2
        static let known: UInt64 = 0b1_1111
    }

    func inspect(_ findings: inout Findings) throws {
        let version = try image.reader("header", at: 0, count: 8).uint32(at: 4, .big)
        findings.note("version", version)
        guard version == 2 || version == 3 else {
            return findings.refuse(.unknownFeature, "qcow2 version \(version) is not known")
        }
        let header = try Qcow2Header(image, version: version)
        try noteFeatures(header, &findings)
        findings.note("cluster-size", header.clusterSize)
        findings.judge(virtualSize: header.size, stored: image.stored, by: limits)
        if header.backingOffset != 0 {
            let name = try backingName(header)
            findings.refuse(.backingFile, "it takes bytes from the backing file \"\(name)\"")
        }
        if header.encryption != 0 {
            findings.refuse(.encrypted, "it is encrypted (method \(header.encryption))")
        }
        try checkExtensions(header, &findings)
        try checkTables(header, &findings)
    }

    private func noteFeatures(_ header: Qcow2Header, _ findings: inout Findings) throws {
        let bits = header.incompatible
        if bits & Incompatible.dirty != 0 { findings.note("dirty", true) }
        if bits & Incompatible.corrupt != 0 { findings.refuse(.damaged, "it is marked as corrupt") }
        if bits & Incompatible.externalData != 0 {
            findings.refuse(.externalData, "its data lies in an external file")
        }
        if bits & ~Incompatible.known != 0 {
            let unknown = String(bits & ~Incompatible.known, radix: 16)
            findings.refuse(.unknownFeature, "it needs unknown features (bits 0x\(unknown))")
        }
        findings.note("extended-l2", header.hasExtendedL2)
        switch header.compressionType {
        case 0: findings.note("compression", "zlib")
        case 1: findings.note("compression", "zstd")
        default:
            findings.refuse(.unknownFeature, "compression method \(header.compressionType) is not known")
        }
        if header.snapshotCount > 0 { findings.note("snapshots", header.snapshotCount) }
    }

    private func backingName(_ header: Qcow2Header) throws -> String {
        guard header.backingSize <= 1023 else {
            throw FGError(.refused, "its backing file name is \(header.backingSize) bytes long")
        }
        let name = try image.reader(
            "backing file name",
            at: header.backingOffset,
            count: Int(header.backingSize)
        )
        return PrintableText.of(name.bytes)
    }

    private func checkExtensions(_ header: Qcow2Header, _ findings: inout Findings) throws {
        let end =
            header.backingOffset > 0 ? min(header.backingOffset, header.clusterSize) : header.clusterSize
        var offset = UInt64(header.length)
        while offset + 8 <= end, image.contains(at: offset, count: 8) {
            let head = try image.reader("header extension", at: offset, count: 8)
            let (type, length) = (try head.uint32(at: 0, .big), UInt64(try head.uint32(at: 4, .big)))
            if type == 0 { return }
            guard length <= end - offset - 8 else {
                throw FGError(.refused, "a header extension of \(length) bytes leaves the header cluster")
            }
            switch type {
            case 0xe279_2aca, 0x6803_f857: break
            case 0x2385_2875: findings.note("bitmaps", true)
            case 0x0537_be77: findings.refuse(.encrypted, "it has an encryption header")
            case 0x4441_5441:
                let name = try image.reader("data file name", at: offset + 8, count: Int(length))
                findings.refuse(
                    .externalData,
                    "it names the external data file \"\(PrintableText.of(name.bytes))\""
                )
            default: findings.note("unknown-extension", "0x" + String(type, radix: 16))
            }
            offset += 8 + (length + 7) / 8 * 8
        }
    }

    private func checkTables(_ header: Qcow2Header, _ findings: inout Findings) throws {
        guard header.snapshotCount <= 65_536 else {
            throw FGError(.refused, "it has \(header.snapshotCount) snapshots")
        }
        if header.snapshotCount > 0 {
            try image.check(
                "snapshot table",
                at: header.snapshotOffset,
                count: UInt64(header.snapshotCount) * 40
            )
        }
        let refcountBytes = UInt64(header.refcountClusters) * header.clusterSize
        guard refcountBytes > 0, refcountBytes <= 8 << 20, header.refcountOffset % header.clusterSize == 0
        else {
            throw FGError(.refused, "its reference count table of \(refcountBytes) bytes is out of bounds")
        }
        try header.checkL1Size()
        try Qcow2Tables(image: image, header: header).check()
    }
}
