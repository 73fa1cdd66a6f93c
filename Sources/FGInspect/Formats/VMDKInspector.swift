import FGCore

/// Checks a VMDK image: only one file that holds all its data, with the descriptor inside.
struct VMDKInspector {
    let image: ImageBytes
    let limits: InspectionLimits

    private static let descriptorLimit: UInt64 = 1 << 20

    func inspect(_ findings: inout Findings) throws {
        let magic = ByteReader(try image.file.read(4, at: 0))
        if magic.has("KDMV", at: 0) { return try inspectSparse(&findings) }
        if magic.has("COWD", at: 0) {
            return findings.refuse(.unknownFeature, "a VMDK of version 3 (COWD) is not taken")
        }
        try inspectText(&findings)
    }

    /// A descriptor alone: its data lies elsewhere, wherever it says.
    private func inspectText(_ findings: inout Findings) throws {
        guard image.size <= Int64(Self.descriptorLimit) else {
            throw FGError(.refused, "a VMDK descriptor of \(image.size) bytes is over 1 MiB")
        }
        let text = try image.reader("descriptor", at: 0, count: Int(image.size))
        let descriptor = VMDKDescriptor(text.bytes)
        descriptor.note(&findings)
        let names = descriptor.extents.map { "\"\($0.name)\"" }.joined(separator: ", ")
        findings.refuse(
            .externalData,
            "it is only a VMDK descriptor, with its data in \(names.isEmpty ? "no file" : names)"
        )
        descriptor.refuseParents(&findings)
    }

    private func inspectSparse(_ findings: inout Findings) throws {
        let header = try VMDKHeader(image.reader("header", at: 0, count: 512))
        findings.note("version", header.version)
        guard (1...3).contains(header.version) else {
            return findings.refuse(.unknownFeature, "VMDK version \(header.version) is not known")
        }
        let entries = try header.directoryEntries()
        findings.judge(virtualSize: header.capacity * 512, stored: image.stored, by: limits)
        findings.note("grain-size", header.grainSize * 512)
        guard header.compression <= 1 else {
            return findings.refuse(
                .unknownFeature,
                "VMDK compression method \(header.compression) is not known"
            )
        }
        try inspectDescriptor(header, &findings)
        let directory = try header.directoryOffset == VMDKHeader.atEnd ? footer(of: header) : header
        try VMDKGrains(image: image, header: directory).check(directoryEntries: entries)
    }

    private func inspectDescriptor(_ header: VMDKHeader, _ findings: inout Findings) throws {
        guard header.descriptorOffset > 0, header.descriptorSize > 0,
            header.descriptorSize <= Self.descriptorLimit / 512
        else {
            throw FGError(
                .refused,
                "its descriptor of \(header.descriptorSize) sectors at sector \(header.descriptorOffset)"
                    + " is out of bounds"
            )
        }
        let bytes = try image.reader(
            "descriptor",
            at: VMDKHeader.offset(ofSector: header.descriptorOffset),
            count: Int(header.descriptorSize) * 512
        )
        let descriptor = VMDKDescriptor(bytes.bytes)
        descriptor.note(&findings)
        descriptor.check(header, &findings)
    }

    /// The footer of an image that was written as a stream, which must agree with its header.
    private func footer(of header: VMDKHeader) throws -> VMDKHeader {
        guard image.size % 512 == 0 else { throw FGError(.refused, "its last sector is cut off") }
        // Footer marker, footer, end-of-stream marker: one sector each.
        let tail = try image.tail(1536)
        guard try tail.uint64(at: 0, .little) == 1, try tail.uint32(at: 8, .little) == 0,
            try tail.uint32(at: 12, .little) == 3
        else { throw FGError(.refused, "it has no footer marker") }
        guard try tail.bytes(at: 1024, count: 512).allSatisfy({ $0 == 0 }) else {
            throw FGError(.refused, "it has no end-of-stream marker")
        }
        guard tail.has("KDMV", at: 512) else { throw FGError(.refused, "it has no footer") }
        let footer = try VMDKHeader(ByteReader(tail.bytes(at: 512, count: 512)))
        var expected = header
        expected.directoryOffset = footer.directoryOffset
        guard footer == expected, footer.directoryOffset != VMDKHeader.atEnd else {
            throw FGError(.refused, "its footer does not agree with its header")
        }
        return footer
    }
}
