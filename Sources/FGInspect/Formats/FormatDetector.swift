import FGCore

/// Finds every format whose signature stands in a file, and what a raw disk would show.
struct FormatDetector {
    /// The formats other than raw whose signature was found.
    private(set) var formats: [ImageFormat] = []
    /// `gpt` or `mbr`; nil without a partition table.
    private(set) var partitionTable: String?
    /// A file system without a partition table; nil when there is none.
    private(set) var filesystem: String?

    /// Signatures at the start of a file.
    private static let magics: [(format: ImageFormat, bytes: [UInt8])] = [
        (.qcow2, [0x51, 0x46, 0x49, 0xfb]),
        (.vmdk, Array("KDMV".utf8)),
        (.vmdk, Array("COWD".utf8)),
        (.vhdx, Array("vhdxfile".utf8)),
        (.vhd, Array("conectix".utf8)),
        (.qed, [0x51, 0x45, 0x44, 0x00]),
        (.parallels, Array("WithoutFreeSpace".utf8)),
        (.parallels, Array("WithouFreSpacExt".utf8)),
        (.bochs, Array("Bochs Virtual HD Image".utf8)),
        (.cloop, Array("#!/bin/sh\n#V2.0 Format".utf8)),
        (.luks, [0x4c, 0x55, 0x4b, 0x53, 0xba, 0xbe]),
        (.squashfs, Array("hsqs".utf8)),
        (.squashfs, Array("sqsh".utf8)),
        (.cpio, Array("070701".utf8)),
        (.cpio, Array("070702".utf8)),
        (.cpio, Array("070707".utf8)),
        (.cpio, [0xc7, 0x71]),
        (.cpio, [0x71, 0xc7]),
        (.zip, [0x50, 0x4b, 0x03, 0x04]),
        (.zip, [0x50, 0x4b, 0x05, 0x06]),
        (.gzip, [0x1f, 0x8b]),
        (.xz, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]),
        (.zstd, [0x28, 0xb5, 0x2f, 0xfd]),
        (.bzip2, Array("BZh".utf8)),
    ]

    init(_ image: ImageBytes) throws {
        let start = ByteReader(try image.file.read(70_000, at: 0))
        for (format, magic) in Self.magics where start.has(magic, at: 0) { add(format) }
        if start.has([0x7f, 0x10, 0xda, 0xbe], at: 0x40) { add(.vdi) }
        if Self.isDescriptor(start) { add(.vmdk) }
        if ["CD001", "BEA01", "NSR02", "NSR03"].contains(where: { start.has($0, at: 32_769) }) { add(.iso) }
        if TarHeader.isHeader(start) || TarHeader.claimsToBe(start) { add(.tar) }
        let tail = try image.tail(512)
        if try tail.has("conectix", at: 0) || image.tail(511).has("conectix", at: 0) { add(.vhd) }
        if tail.has("koly", at: 0) { add(.dmg) }
        partitionTable = try Self.partitionTable(in: start)
        if partitionTable == nil { filesystem = try Self.filesystem(in: start) }
    }

    /// The one format to inspect the file as.
    var format: ImageFormat { formats.first ?? .raw }

    /// What contradicts the format; empty when only one matches.
    ///
    /// A hybrid ISO carries a partition table by design, a fixed VHD is a raw disk before its footer.
    var contradictions: [String] {
        guard let first = formats.first else { return [] }
        var found = formats.dropFirst().map(\.rawValue)
        if first != .iso, first != .vhd || formats.count > 1 {
            if let partitionTable { found.append("a raw disk with a \(partitionTable) partition table") }
            if let filesystem { found.append("a raw \(filesystem) file system") }
        }
        return found
    }

    private mutating func add(_ format: ImageFormat) {
        if !formats.contains(format) { formats.append(format) }
    }

    /// Whether the text is what qemu's probe takes for a VMDK descriptor: comments, then `version=`.
    private static func isDescriptor(_ start: ByteReader) -> Bool {
        if start.has("# Disk DescriptorFile", at: 0) { return true }
        for line in start.bytes.prefix(4096).split(separator: 0x0a, omittingEmptySubsequences: false) {
            let text = line.last == 0x0d ? line.dropLast() : line
            if text.first == 0x23 || text.allSatisfy({ $0 == 0x20 }) { continue }
            return text.starts(with: Array("version=".utf8))
        }
        return false
    }

    private static func partitionTable(in start: ByteReader) throws -> String? {
        guard start.has([0x55, 0xaa], at: 510) else { return nil }
        var types: [UInt8] = []
        for entry in 0..<4 {
            guard [0, 0x80].contains(try start.uint8(at: 446 + entry * 16)) else { return nil }
            types.append(try start.uint8(at: 446 + entry * 16 + 4))
        }
        let hasHeader = start.has("EFI PART", at: 512) || start.has("EFI PART", at: 4096)
        if hasHeader { return "gpt" }
        return types.contains { $0 != 0 } ? "mbr" : nil
    }

    private static func filesystem(in start: ByteReader) throws -> String? {
        if start.has([0x53, 0xef], at: 1080), try start.uint32(at: 1024, .little) > 0,
            try start.uint32(at: 1048, .little) <= 6, try start.uint32(at: 1100, .little) <= 1
        {
            return "ext4"
        }
        if start.has("XFSB", at: 0) { return "xfs" }
        if start.has("_BHRfS_M", at: 65_600) { return "btrfs" }
        guard start.has([0x55, 0xaa], at: 510) else { return nil }
        return start.has("FAT", at: 54) || start.has("FAT32", at: 82) ? "vfat" : nil
    }
}
