import FGCore
import FGInspect

/// The newer format of Hyper-V.
///
/// Source: Microsoft's [MS-VHDX].
struct VHDXDisk: DiskFormat {
    let name = "vhdx"
    let qemuName = "vhdx"
    let options = ["-o", "subformat=dynamic"]

    private static let headers: [Int64] = [65_536, 131_072]
    private static let headerSize = 4096
    private static let regionTable: Int64 = 196_608
    private static let identifierSize = 16

    /// Replaces the identifiers, the numbers of the headers, and what stands in the log, which is empty.
    func seal(_ file: OpenFile, _ source: ArtifactSource) throws {
        try sealHeaders(file, source)
        try sealDiskIdentifier(file, source)
    }

    private func sealHeaders(_ file: OpenFile, _ source: ArtifactSource) throws {
        let headers = try Self.headers.map { ByteReader(try file.read(Self.headerSize, at: $0)) }
        let numbers = try headers.map { try $0.uint64(at: 8, .little) }
        for (index, header) in headers.enumerated() {
            guard header.has("head", at: 0), header.count == Self.headerSize,
                try header.bytes(at: 48, count: Self.identifierSize).allSatisfy({ $0 == 0 })
            else { throw FGError(.failed, "qemu-img wrote a VHDX that it did not close") }
            var bytes = header.bytes
            // The header with the higher number counts; it stays the one.
            bytes.replace(at: 8, with: numbers[index] == numbers.max() ? 2 : 1, .little)
            bytes.replace(at: 12, with: 0, .little)
            for place in [16, 32] {
                bytes.replaceSubrange(place..<place + Self.identifierSize, with: source.digest.uuidBytes)
            }
            bytes.replace(at: 4, with: 0, .little)
            bytes.replace(at: 4, with: ReflectedCRC.crc32c.checksum(of: bytes), .little)
            try file.write(bytes, at: Self.headers[index])
        }
        let size = Int(try headers[0].uint32(at: 68, .little))
        guard size <= 64 << 20 else {
            throw FGError(.failed, "qemu-img wrote a VHDX with a log of \(size) bytes")
        }
        try file.write(
            [UInt8](repeating: 0, count: size),
            at: Int64(clamping: try headers[0].uint64(at: 72, .little))
        )
    }

    /// Replaces the identifier that a guest reads from the disk (SCSI page 83).
    private func sealDiskIdentifier(_ file: OpenFile, _ source: ArtifactSource) throws {
        let regions = ByteReader(try file.read(65_536, at: Self.regionTable))
        for region in 0..<Int(try regions.uint32(at: 8, .little)) {
            let place = 16 + 32 * region
            guard regions.has(VHDXIdentifier.metadata, at: place) else { continue }
            let start = Int64(clamping: try regions.uint64(at: place + 16, .little))
            let metadata = ByteReader(try file.read(65_536, at: start))
            for entry in 0..<Int(try metadata.uint16(at: 10, .little)) {
                let item = 32 + 32 * entry
                guard metadata.has(VHDXIdentifier.page83, at: item) else { continue }
                let offset = Int64(try metadata.uint32(at: item + 16, .little))
                return try file.write(source.digest.uuidBytes, at: start + offset)
            }
        }
        throw FGError(.failed, "qemu-img wrote a VHDX without an identifier of the disk")
    }
}
