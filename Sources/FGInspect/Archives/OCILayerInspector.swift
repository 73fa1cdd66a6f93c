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
            guard let hazard = hazards.check(entry).first ?? Self.whiteoutHazard(entry) else { continue }
            throw FGError(.refused, "layer \(name): \(hazard.reason)")
        }
        while case let bytes = try stream.read(1 << 16), !bytes.isEmpty { try Task.checkCancellation() }
        return (stream.hasher.finish(), stream.size)
    }

    /// A whiteout removes what its name without the prefix names in its folder.
    private static func whiteoutHazard(_ entry: TarEntry) -> Hazard? {
        guard let name = ArchivePath(entry.path)?.name, name.hasPrefix(".wh.") else { return nil }
        guard ["", ".", ".."].contains(name.dropFirst(4)) else { return nil }
        return Hazard(.escape, "\"\(PrintableText.of(entry.path))\" removes the folder that it is in")
    }

    /// A source whose bytes are hashed and counted as they are read.
    private final class HashedStream {
        private let source: (Int) throws -> [UInt8]
        private let limit: Int64
        let hasher = SHA256()
        private(set) var size: Int64 = 0

        init(source: @escaping (Int) throws -> [UInt8], limit: Int64) {
            self.source = source
            self.limit = limit
        }

        func read(_ count: Int) throws -> [UInt8] {
            let bytes = try source(count)
            hasher.update(bytes)
            size += Int64(bytes.count)
            guard size <= limit else {
                throw FGError(
                    .refused,
                    "it unpacks to more than \(ByteCount(limit)), which no honest layer does"
                )
            }
            return bytes
        }
    }
}
