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
    private static let mostFiles = 1 << 20
    private static let (fileDigests, fileFlags, folderIndexes, baseNames, folderNames, digestAlgorithm):
        (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (1035, 1037, 1116, 1117, 1118, 5011)
    /// Flags of files that need not be there: one that a program makes, or whose absence does not matter.
    private static let optional: UInt32 = 1 << 6 | 1 << 3
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
        // An epoch of zero is the same as none.
        let epoch = try number(Self.epoch).flatMap { $0 == 0 ? nil : "\($0):" } ?? ""
        return InstalledPackage(
            name: name,
            version: epoch + version + release,
            architecture: try text(Self.architecture) ?? "noarch"
        )
    }

    /// The files that the package brought, with the digests of their contents where they are SHA-256.
    ///
    /// - Throws: `refused` when the lists do not fit each other.
    func files() throws -> [PackagedFile] {
        let names = try texts(Self.baseNames)
        let folders = try texts(Self.folderNames)
        let places = try numbers(Self.folderIndexes)
        let digests = try texts(Self.fileDigests)
        let flags = try numbers(Self.fileFlags)
        let isSHA256 = try number(Self.digestAlgorithm) == 8
        guard places.count == names.count, digests.count == names.count, flags.count == names.count else {
            throw FGError(.refused, "the lists of files of a package do not fit each other")
        }
        return try names.indices.map { index in
            let folder = Int(places[index])
            guard folders.indices.contains(folder) else {
                throw FGError(.refused, "a file of a package is in no folder")
            }
            return PackagedFile(
                path: folders[folder] + names[index],
                digest: isSHA256 ? try? Digest(parsing: digests[index]) : nil,
                isSetting: flags[index] & 1 != 0,
                isOptional: flags[index] & Self.optional != 0
            )
        }
    }

    private func texts(_ tag: UInt32) throws -> [String] {
        guard let entry = entries[tag], entry.type == 8 else { return [] }
        var place = content + entry.offset
        var result: [String] = []
        for _ in 0..<min(Int(entry.count), Self.mostFiles) {
            let start = place
            while try bytes.uint8(at: place) != 0 { place += 1 }
            result.append(String(decoding: try bytes.bytes(at: start, count: place - start), as: UTF8.self))
            place += 1
        }
        return result
    }

    private func numbers(_ tag: UInt32) throws -> [UInt32] {
        guard let entry = entries[tag], entry.type == 4 else { return [] }
        return try (0..<min(Int(entry.count), Self.mostFiles)).map {
            try bytes.uint32(at: content + entry.offset + 4 * $0, .big)
        }
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
