import FGCore

/// A header block of a tar archive: POSIX.1-2017 `pax`, "ustar Interchange Format", and GNU tar's `tar.h`.
struct TarHeader {
    static let blockSize = 512

    let name: [UInt8]
    let linkName: [UInt8]
    let mode: Int64
    let user: Int64
    let group: Int64
    let size: Int64
    let modified: Int64
    let type: UInt8
    /// The number of a device; nil for everything else.
    let device: DeviceNumber?
    /// The map of a sparse member in GNU's old form, the size of its file, and whether more of the map follows.
    private(set) var sparse: (map: [Int64], size: Int64, continues: Bool)?

    /// Whether bytes start with a header block: the checksum is right and a name stands there.
    static func isHeader(_ bytes: ByteReader) -> Bool {
        guard bytes.count >= blockSize, bytes.bytes[0] != 0 else { return false }
        return hasChecksum(bytes.bytes[..<blockSize])
    }

    /// Whether bytes start as a tar archive does, be its header damaged.
    static func claimsToBe(_ bytes: ByteReader) -> Bool {
        bytes.count >= blockSize && bytes.bytes[0] != 0
            && (bytes.has("ustar\0", at: 257) || bytes.has("ustar ", at: 257))
    }

    /// Reads a block of 512 bytes.
    ///
    /// - Throws: `refused` for a wrong checksum or a number that is none.
    init(_ block: ByteReader) throws {
        guard block.count == Self.blockSize, Self.hasChecksum(block.bytes[...]) else {
            throw FGError(.refused, "a tar header has a wrong checksum")
        }
        mode = try Self.number(block, at: 100, count: 8, "mode")
        user = try Self.number(block, at: 108, count: 8, "owner")
        group = try Self.number(block, at: 116, count: 8, "group")
        size = try Self.number(block, at: 124, count: 12, "size")
        modified = try Self.number(block, at: 136, count: 12, "time")
        type = try block.uint8(at: 156)
        let isDevice = type == 0x33 || type == 0x34
        device =
            isDevice
            ? DeviceNumber(
                major: UInt32(clamping: try Self.number(block, at: 329, count: 8, "device")),
                minor: UInt32(clamping: try Self.number(block, at: 337, count: 8, "device"))
            ) : nil
        linkName = try Self.text(block, at: 157, count: 100)
        let base = try Self.text(block, at: 0, count: 100)
        // GNU's magic is "ustar  \0": it keeps other things where POSIX has the prefix.
        let prefix = block.has("ustar\0", at: 257) ? try Self.text(block, at: 345, count: 155) : []
        name = prefix.isEmpty ? base : prefix + [0x2f] + base
        if type == 0x53 {
            sparse = (
                try Self.sparseMap(block, at: 386, count: 4),
                try Self.number(block, at: 483, count: 12, "size"), try block.uint8(at: 482) != 0
            )
        }
        guard size >= 0 else { throw FGError(.refused, "a tar member has a negative size") }
    }

    /// Reads a block that continues the map of a sparse member in GNU's old form.
    static func sparseContinuation(_ block: ByteReader) throws -> (map: [Int64], continues: Bool) {
        (try sparseMap(block, at: 0, count: 21), try block.uint8(at: 504) != 0)
    }

    private static func sparseMap(_ block: ByteReader, at offset: Int, count: Int) throws -> [Int64] {
        var numbers: [Int64] = []
        for entry in 0..<count {
            let place = offset + 24 * entry
            // An entry that is not used ends the map.
            if try block.uint8(at: place) == 0 { break }
            numbers.append(try number(block, at: place, count: 12, "map"))
            numbers.append(try number(block, at: place + 12, count: 12, "map"))
        }
        return numbers
    }

    private static func text(_ block: ByteReader, at offset: Int, count: Int) throws -> [UInt8] {
        Array(try block.bytes(at: offset, count: count).prefix { $0 != 0 })
    }

    /// The sum of all bytes, the checksum's own eight as blanks; old programs summed signed bytes.
    private static func hasChecksum(_ block: ArraySlice<UInt8>) -> Bool {
        var unsigned: Int64 = 0
        var signed: Int64 = 0
        for (index, byte) in block.enumerated() {
            let byte = (148..<156).contains(index) ? 0x20 : byte
            unsigned += Int64(byte)
            signed += Int64(Int8(bitPattern: byte))
        }
        let field = block.dropFirst(148).prefix(8)
        guard let stored = octal(field) else { return false }
        return stored == unsigned || stored == signed
    }

    /// Octal digits between blanks and NULs; nil when other bytes stand there or it overflows.
    private static func octal(_ field: some Sequence<UInt8>) -> Int64? {
        var value: Int64 = 0
        var hasDigits = false
        var hasEnded = false
        for byte in field {
            switch byte {
            case 0x30...0x37 where !hasEnded:
                let (shifted, overflow) = value.multipliedReportingOverflow(by: 8)
                guard !overflow else { return nil }
                value = shifted + Int64(byte - 0x30)
                hasDigits = true
            case 0x20, 0: hasEnded = hasDigits
            default: return nil
            }
        }
        return value
    }

    private static func number(_ block: ByteReader, at offset: Int, count: Int, _ what: String) throws
        -> Int64
    {
        let field = try block.bytes(at: offset, count: count)
        if let first = field.first, first & 0x80 != 0 {
            // GNU's base 256: two's complement without the top bit.
            var value: Int64 = first & 0x40 != 0 ? -1 : 0
            for (index, byte) in field.enumerated() {
                let byte = index == 0 ? (first & 0x40 != 0 ? byte | 0x80 : byte & 0x7f) : byte
                let (shifted, overflow) = value.multipliedReportingOverflow(by: 256)
                guard !overflow else { throw FGError(.refused, "the \(what) of a tar member overflows") }
                value = shifted | Int64(byte)
            }
            return value
        }
        guard let value = octal(field) else {
            throw FGError(.refused, "the \(what) of a tar member is not a number")
        }
        return value
    }
}
