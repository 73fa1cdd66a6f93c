import FGCore

/// What an ELF file of 32 or 64 bits says it needs.
///
/// Source: System V ABI, chapters 4 and 5.
package struct ELFFile: Sendable {
    /// The part that every ELF file begins with.
    package struct Header: Sendable {
        let isWide: Bool
        let order: ByteReader.Order
        /// The number of the processor, such as 62 for x86-64.
        package let machine: Int

        /// Machine numbers by Debian's name of the architecture.
        package static let machines = [
            "amd64": 62, "arm64": 183, "i386": 3, "armhf": 40, "riscv64": 243, "ppc64el": 21, "s390x": 22,
        ]

        /// Debian's name of the architecture; nil for one that is not known.
        package var architecture: String? { Self.machines.first { $0.value == machine }?.key }

        /// Reads it.
        ///
        /// - Throws: `refused` for what is no ELF file.
        package init(_ bytes: [UInt8]) throws {
            guard ELFFile.isELF(bytes) else { throw FGError(.refused, "this is no ELF file") }
            let reader = ByteReader(bytes)
            isWide = try reader.uint8(at: 4) == 2
            order = try reader.uint8(at: 5) == 2 ? .big : .little
            machine = Int(try reader.uint16(at: 18, order))
        }
    }

    /// The names of the libraries that it needs.
    package let needed: [String]
    /// The program that loads it; nil for a library.
    package let interpreter: String?

    private struct Segment {
        let type: UInt32
        let offset: Int
        let address: UInt64
        let size: Int
    }

    /// Whether some bytes begin as an ELF file does.
    package static func isELF(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) }

    /// Reads a whole file.
    ///
    /// - Throws: `refused` for what is no ELF file, or one whose tables lie outside of it.
    package init(_ bytes: [UInt8]) throws {
        let header = try Header(bytes)
        let reader = ByteReader(bytes)
        let segments = try Self.segments(reader, header)
        interpreter = try segments.first { $0.type == 3 }.map { segment in
            PrintableText.of(try reader.bytes(at: segment.offset, count: segment.size).prefix { $0 != 0 })
        }
        guard let dynamic = segments.first(where: { $0.type == 2 }) else {
            needed = []
            return
        }
        let width = header.isWide ? 8 : 4
        var offsets: [UInt64] = []
        var strings: UInt64?
        for place in stride(from: dynamic.offset, to: dynamic.offset + dynamic.size, by: 2 * width) {
            let tag = try Self.word(reader, place, header)
            let value = try Self.word(reader, place + width, header)
            if tag == 0 { break }
            if tag == 1 { offsets.append(value) }
            if tag == 5 { strings = value }
        }
        let table = strings.flatMap { address in
            segments.first { $0.type == 1 && address >= $0.address && address - $0.address < UInt64($0.size) }
                .map { $0.offset + Int(address - $0.address) }
        }
        guard let table else {
            needed = []
            return
        }
        needed = try offsets.map { offset in
            guard offset < UInt64(reader.count) else { throw FGError(.refused, "a name lies outside") }
            var end = table + Int(offset)
            while try reader.uint8(at: end) != 0 { end += 1 }
            let start = table + Int(offset)
            return PrintableText.of(try reader.bytes(at: start, count: end - start))
        }
    }

    private static func segments(_ reader: ByteReader, _ header: Header) throws -> [Segment] {
        let start = try word(reader, header.isWide ? 32 : 28, header)
        let size = Int(try reader.uint16(at: header.isWide ? 54 : 42, header.order))
        let count = Int(try reader.uint16(at: header.isWide ? 56 : 44, header.order))
        guard let start = Int(exactly: start), start <= reader.count, size >= 32 else {
            throw FGError(.refused, "the segments lie outside")
        }
        return try (0..<count).map { index in
            let place = start + index * size
            let offset = try word(reader, place + (header.isWide ? 8 : 4), header)
            let length = try word(reader, place + (header.isWide ? 32 : 16), header)
            guard let offset = Int(exactly: offset), let length = Int(exactly: length),
                offset <= reader.count, length <= reader.count - offset
            else { throw FGError(.refused, "a segment lies outside") }
            return Segment(
                type: try reader.uint32(at: place, header.order),
                offset: offset,
                address: try word(reader, place + (header.isWide ? 16 : 8), header),
                size: length
            )
        }
    }

    private static func word(_ reader: ByteReader, _ offset: Int, _ header: Header) throws -> UInt64 {
        header.isWide
            ? try reader.uint64(at: offset, header.order)
            : UInt64(try reader.uint32(at: offset, header.order))
    }
}
