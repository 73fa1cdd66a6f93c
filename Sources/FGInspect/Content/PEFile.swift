import FGCore

/// The sections of a program in the form that UEFI starts.
///
/// Source: Microsoft's "PE Format".
package struct PEFile: Sendable {
    private let bytes: ByteReader
    private let sections: [String: Range<Int>]

    /// Reads the table of sections.
    ///
    /// - Throws: `refused` for what is no such program.
    package init(_ content: [UInt8]) throws {
        bytes = ByteReader(content)
        let start = Int(try bytes.uint32(at: 0x3c, .little))
        guard bytes.has("MZ", at: 0), bytes.has([0x50, 0x45, 0, 0], at: start) else {
            throw FGError(.refused, "this is no EFI program")
        }
        let table = start + 24 + Int(try bytes.uint16(at: start + 20, .little))
        var sections: [String: Range<Int>] = [:]
        for index in 0..<Int(try bytes.uint16(at: start + 6, .little)) {
            let place = table + 40 * index
            let size = Int(try bytes.uint32(at: place + 8, .little))
            let stored = Int(try bytes.uint32(at: place + 16, .little))
            let offset = Int(try bytes.uint32(at: place + 20, .little))
            let name = PrintableText.of(try bytes.bytes(at: place, count: 8).prefix { $0 != 0 })
            sections[name] = offset..<offset + min(size, stored)
        }
        self.sections = sections
    }

    /// The bytes of a section; nil when there is none of that name.
    ///
    /// - Throws: `refused` when it lies outside.
    package func section(_ name: String) throws -> [UInt8]? {
        try sections[name].map { try bytes.bytes(at: $0.lowerBound, count: $0.count) }
    }
}
