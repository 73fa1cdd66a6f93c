package import FGCore

/// Judges the archive that a layer of an OCI image holds: "Image Layer Filesystem Changeset", specification 1.1.
///
/// Devices and links to absolute targets are in real root file systems and are no hazard: whoever unpacks makes
/// no devices and follows no links. What must not be are paths that leave the root, also by a whiteout or a link.
package struct OCILayerInspector: Sendable {
    private let limits: ArchiveLimits

    /// Judges by some limits.
    package init(limits: ArchiveLimits = ArchiveLimits()) {
        var limits = limits
        limits.allowsDevices = true
        self.limits = limits
    }

    /// Reads an archive from a source that gives up to so many bytes at a call, and none only at its end.
    ///
    /// - Returns: the digest and number of all its bytes.
    /// - Throws: `refused` for a hazard, a damaged archive, or more bytes than the limit for files.
    package func inspect(
        _ name: String,
        reading source: @escaping (Int) throws -> [UInt8]
    ) throws -> (digest: Digest, size: Int64) {
        let stream = HashedStream(source: source, limit: limits.unpackedSize.bytes)
        var reader = TarReader(limits: limits) { try stream.read($0) }
        var hazards = ArchiveHazards(limits: limits)
        while let entry = try reader.next() {
            guard let hazard = hazards.check(entry).first ?? Whiteout.hazard(entry) else { continue }
            throw FGError(.refused, "layer \(name): \(hazard.reason)")
        }
        try stream.drain()
        return (stream.finish(), stream.size)
    }
}
