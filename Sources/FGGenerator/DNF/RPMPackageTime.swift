import FGCore

/// When an RPM package was built, as it says itself.
enum RPMPackageTime {
    /// The lead, the start of a header, and an entry of its index, in bytes.
    private static let sizes = (lead: Int64(96), start: 16, entry: 16)
    /// The tag of the time of building.
    private static let buildTime: UInt32 = 1006

    /// The time in the package's header.
    ///
    /// Source: "RPM v4 package format" of RPM's documentation: lead, signature header, padded to eight bytes, header.
    /// - Throws: `corrupt` for a file that is no package, or has no such time.
    static func of(_ file: FilePath) throws -> Timestamp {
        let bytes = try OpenFile(file)
        let damaged = FGError(.corrupt, "\(file) is no RPM package")
        guard try bytes.read(4, at: 0) == [0xed, 0xab, 0xee, 0xdb] else { throw damaged }
        let signatures = try header(bytes, at: sizes.lead)
        let place = (signatures.end + 7) / 8 * 8
        let header = try header(bytes, at: place)
        let index = try bytes.read(header.count * sizes.entry, at: place + Int64(sizes.start))
        guard index.count == header.count * sizes.entry else { throw damaged }
        for entry in stride(from: 0, to: index.count, by: sizes.entry)
        where number(index[entry..<(entry + 4)]) == buildTime {
            let offset = number(index[(entry + 8)..<(entry + 12)])
            let value = try bytes.read(4, at: header.data + Int64(offset))
            guard value.count == 4 else { throw damaged }
            return Timestamp(seconds: Int64(number(value[...])))
        }
        throw damaged
    }

    /// How many entries a header has, where its data are and where it ends.
    private static func header(_ file: OpenFile, at place: Int64) throws -> (
        count: Int, data: Int64, end: Int64
    ) {
        let start = try file.read(sizes.start, at: place)
        guard start.count == sizes.start, start.starts(with: [0x8e, 0xad, 0xe8, 0x01]) else {
            throw FGError(.corrupt, "\(file.path) is no RPM package")
        }
        let count = number(start[8..<12])
        // A header has at most a few hundred entries: more are damage.
        guard count < 1 << 16 else { throw FGError(.corrupt, "\(file.path) is no RPM package") }
        let data = place + Int64(sizes.start) + Int64(count) * Int64(sizes.entry)
        return (Int(count), data, data + Int64(number(start[12..<16])))
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }
}
