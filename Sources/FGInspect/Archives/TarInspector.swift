import FGCore

/// Reads all headers of a tar archive and judges its members.
package struct TarInspector {
    let image: ImageBytes
    let limits: ArchiveLimits

    /// Whether the first block of a file is that of an archive, whose zeros are content to unpack and no holes.
    package static func startsArchive(_ block: [UInt8]) -> Bool { TarHeader.isHeader(ByteReader(block)) }

    /// Gathers facts and hazards; says whether the archive is an OCI image layout.
    func inspect(_ findings: inout Findings) throws -> Bool {
        var reader = try TarReader(image.file, limits: limits)
        var hazards = ArchiveHazards(limits: limits)
        var layoutNames: Set<[[UInt8]]> = []
        var entries = 0
        while let entry = try reader.next() {
            entries += 1
            for hazard in hazards.check(entry) { findings.refuse(hazard.kind, hazard.reason) }
            if let path = ArchivePath(entry.path), path.depth == 1 { layoutNames.insert(path.components) }
        }
        guard entries > 0 else { throw FGError(.refused, "the archive has no members") }
        findings.note("entries", entries)
        findings.note("unpacked-size", hazards.unpackedSize)
        for (name, count) in hazards.counts.sorted(by: { $0.key < $1.key }) { findings.note(name, count) }
        return layoutNames.isSuperset(of: [[Array("oci-layout".utf8)], [Array("index.json".utf8)]])
    }
}
