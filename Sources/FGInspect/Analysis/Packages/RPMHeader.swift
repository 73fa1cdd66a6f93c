import FGCore

/// The header of an RPM package, as the database of installed packages keeps it: without magic and signature.
///
/// Source: "RPM v4 package format" of RPM's documentation.
struct RPMHeader {
    private struct Entry {
        let type: UInt32
        let offset: Int
        let count: UInt32
    }

    private let bytes: ByteReader
    private let content: Int
    private let entries: [UInt32: Entry]

    private static let mostEntries = 65_536
    private static let (name, version, release, epoch, architecture):
        (UInt32, UInt32, UInt32, UInt32, UInt32) =
            (1000, 1001, 1002, 1003, 1022)

    /// Reads the index.
    ///
    /// - Throws: `refused` when it or the data lie outside of the bytes.
    init(_ bytes: [UInt8]) throws {
        let reader = ByteReader(bytes)
        let count = Int(try reader.uint32(at: 0, .big))
        let size = Int(try reader.uint32(at: 4, .big))
        guard count <= Self.mostEntries, size <= reader.count, 8 + 16 * count + size <= reader.count else {
            throw FGError(.refused, "the header of a package lies outside of its bytes")
        }
        var entries: [UInt32: Entry] = [:]
        for index in 0..<count {
            let place = 8 + 16 * index
            let offset = Int(try reader.uint32(at: place + 8, .big))
            guard offset < size else { continue }
            entries[try reader.uint32(at: place, .big)] = Entry(
                type: try reader.uint32(at: place + 4, .big),
                offset: offset,
                count: try reader.uint32(at: place + 12, .big)
            )
        }
        self.bytes = ByteReader(try reader.bytes(at: 0, count: 8 + 16 * count + size))
        content = 8 + 16 * count
        self.entries = entries
    }

    /// The package; nil for a key that the database keeps as one.
    ///
    /// - Throws: `refused` when it has no name or no version.
    func package() throws -> InstalledPackage? {
        guard let name = try text(Self.name), let version = try text(Self.version) else {
            throw FGError(.refused, "a package has no name or no version")
        }
        guard name != "gpg-pubkey" else { return nil }
        let release = try text(Self.release).map { "-" + $0 } ?? ""
        let epoch = try number(Self.epoch).map { "\($0):" } ?? ""
        return InstalledPackage(
            name: name,
            version: epoch + version + release,
            architecture: try text(Self.architecture) ?? "noarch"
        )
    }

    private func text(_ tag: UInt32) throws -> String? {
        guard let entry = entries[tag], entry.type == 6 else { return nil }
        let start = content + entry.offset
        var end = start
        while try bytes.uint8(at: end) != 0 { end += 1 }
        return String(decoding: try bytes.bytes(at: start, count: end - start), as: UTF8.self)
    }

    private func number(_ tag: UInt32) throws -> UInt32? {
        guard let entry = entries[tag], entry.type == 4, entry.count == 1 else { return nil }
        return try bytes.uint32(at: content + entry.offset, .big)
    }
}
