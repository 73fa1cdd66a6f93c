import FGCore

/// The names of a cpio archive in the "newc" form, as the Linux kernel unpacks it into its first file system.
///
/// Source: "initramfs buffer format" of the Linux kernel's documentation.
package struct CPIOArchive: Sendable {
    /// The names of all members.
    package let names: Set<String>
    /// Where the archive ends, with the zeros that follow it.
    package let end: Int

    private static let headerSize = 110

    /// Reads all headers.
    ///
    /// - Throws: `refused` when the archive is damaged or cut off.
    package init(_ bytes: [UInt8]) throws {
        let reader = ByteReader(bytes)
        var names: Set<String> = []
        var place = 0
        while true {
            guard reader.has("070701", at: place) || reader.has("070702", at: place) else {
                throw FGError(.refused, "the cpio archive is damaged at byte \(place)")
            }
            let size = try Self.number(reader, place + 54)
            let nameSize = try Self.number(reader, place + 94)
            guard nameSize > 0 else { throw FGError(.refused, "a member of the cpio archive has no name") }
            let name = try reader.bytes(at: place + Self.headerSize, count: nameSize - 1)
            let data = Self.padded(place + Self.headerSize + nameSize)
            if name == Array("TRAILER!!!".utf8) {
                place = data
                break
            }
            names.insert(PrintableText.of(name))
            guard size <= reader.count - min(data, reader.count) else {
                throw FGError(.refused, "the cpio archive is cut off")
            }
            place = Self.padded(data + size)
        }
        while place < bytes.count, bytes[place] == 0 { place += 1 }
        self.names = names
        end = place
    }

    /// Whether some bytes begin as such an archive.
    package static func isArchive(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.starts(with: Array("070701".utf8)) || bytes.starts(with: Array("070702".utf8))
    }

    private static func number(_ reader: ByteReader, _ place: Int) throws -> Int {
        let digits = String(decoding: try reader.bytes(at: place, count: 8), as: UTF8.self)
        guard let number = Int(digits, radix: 16), number >= 0 else {
            throw FGError(.refused, "a header of the cpio archive is damaged")
        }
        return number
    }

    private static func padded(_ offset: Int) -> Int { (offset + 3) / 4 * 4 }
}
