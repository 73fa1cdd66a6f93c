import FGCore
import FGInspect

/// A program in the form that UEFI starts, to which sections of data are added.
///
/// Source: Microsoft's "PE Format", the COFF header, the optional header of PE32+ and the section table.
struct PEProgram {
    /// What a section holds.
    enum Content {
        case bytes([UInt8])
        case file(FilePath)
    }

    private static let entrySize = 40
    /// Sections that are added begin on a page, so that none has the rights of another one.
    private static let pageSize: Int64 = 4096
    /// `IMAGE_SCN_CNT_INITIALIZED_DATA` and `IMAGE_SCN_MEM_READ`.
    private static let readableData: UInt32 = 0x4000_0040

    private var bytes: [UInt8]
    /// Where the COFF header begins, behind the signature.
    private let header: Int
    private let sectionAlignment: Int64
    private let fileAlignment: Int64
    private let headerSize: Int
    private var sectionCount: Int
    /// Where the file and the memory of the program end by now.
    private var fileEnd: Int64
    private var memoryEnd: Int64 = 0

    private var optionalHeader: Int { header + 20 }
    private var sectionTable: Int {
        get throws {
            optionalHeader + Int(try ByteReader(bytes).uint16(at: header + 16, .little))
        }
    }

    /// - Throws: `refused` for what is no such program of 64 bits.
    init(_ bytes: [UInt8]) throws {
        self.bytes = bytes
        let reader = ByteReader(bytes)
        header = Int(try reader.uint32(at: 0x3c, .little)) + 4
        guard reader.has("MZ", at: 0), reader.has([0x50, 0x45, 0, 0], at: header - 4),
            try reader.uint16(at: header + 20, .little) == 0x20b
        else { throw FGError(.refused, "it is no EFI program of 64 bits") }
        sectionCount = Int(try reader.uint16(at: header + 2, .little))
        sectionAlignment = Int64(try reader.uint32(at: header + 20 + 32, .little))
        fileAlignment = Int64(try reader.uint32(at: header + 20 + 36, .little))
        headerSize = Int(try reader.uint32(at: header + 20 + 60, .little))
        guard sectionAlignment > 0, fileAlignment > 0 else {
            throw FGError(.refused, "its sections have no alignment")
        }
        fileEnd = Int64(bytes.count)
        for index in 0..<sectionCount {
            let entry = try sectionTable + Self.entrySize * index
            let size = Int64(try reader.uint32(at: entry + 8, .little))
            memoryEnd = max(memoryEnd, Int64(try reader.uint32(at: entry + 12, .little)) + size)
        }
    }

    /// Adds a section behind all others, in the file and in memory; its content goes to the file at once.
    ///
    /// - Throws: `refused` when the header has no room for it or it ends above 4 GiB; the system's error.
    mutating func add(_ name: String, _ content: Content, to file: OpenFile) throws {
        let entry = try sectionTable + Self.entrySize * sectionCount
        guard entry + Self.entrySize <= min(headerSize, bytes.count) else {
            throw FGError(.refused, "its header has no room for the section \(name)")
        }
        let place = fileEnd.roundedUp(to: fileAlignment)
        let address = memoryEnd.roundedUp(to: max(sectionAlignment, Self.pageSize))
        let size: Int64
        switch content {
        case .bytes(let bytes):
            try file.write(bytes, at: place)
            size = Int64(bytes.count)
        case .file(let path):
            let source = try OpenFile(path)
            try file.write(dataOf: source, at: place)
            size = try source.size()
        }
        let stored = size.roundedUp(to: fileAlignment)
        (fileEnd, memoryEnd) = (place + stored, address + size)
        guard max(fileEnd, memoryEnd) <= Int64(UInt32.max) else {
            throw FGError(.refused, "the section \(name) would end above 4 GiB")
        }
        bytes.replaceSubrange(
            entry..<entry + 8,
            with: Array(name.utf8) + [UInt8](repeating: 0, count: 8 - name.utf8.count)
        )
        for (offset, number) in [(8, size), (12, address), (16, stored), (20, place)] {
            bytes.replace(at: entry + offset, with: UInt32(number), .little)
        }
        for offset in [24, 28, 32] { bytes.replace(at: entry + offset, with: 0, .little) }
        bytes.replace(at: entry + 36, with: Self.readableData, .little)
        sectionCount += 1
        try count(data: stored)
    }

    /// Writes the program itself before the sections that were added.
    func finish(_ file: OpenFile) throws {
        try file.write(bytes, at: 0)
        try file.truncate(to: fileEnd)
    }

    /// Tells the header of the new section.
    private mutating func count(data: Int64) throws {
        let initialized = Int64(try ByteReader(bytes).uint32(at: optionalHeader + 8, .little)) + data
        bytes.replace(at: optionalHeader + 8, with: UInt32(truncatingIfNeeded: initialized), .little)
        let imageSize = memoryEnd.roundedUp(to: sectionAlignment)
        bytes.replace(at: optionalHeader + 56, with: UInt32(truncatingIfNeeded: imageSize), .little)
        // Zero says that there is no checksum; that of the stub would be wrong now.
        bytes.replace(at: optionalHeader + 64, with: 0, .little)
        bytes[header + 2] = UInt8(truncatingIfNeeded: sectionCount)
        bytes[header + 3] = UInt8(truncatingIfNeeded: sectionCount >> 8)
    }
}
