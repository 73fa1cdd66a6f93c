import FGCore
import FGInspect
import FGProcess

/// Archives of root file systems that are compressed, or not.
extension Unpacking {
    /// Unpacks an archive into a new file.
    ///
    /// - Throws: `refused` for a bomb or damaged data, `unavailable` when the program is missing.
    static func unpack(_ file: FilePath, _ compression: Compression, to output: FilePath) async throws {
        let file = try OpenFile(file)
        try await unpack(file, 0..<(try file.size()), compression, to: output)
    }

    /// Unpacks an archive that is a part of a file, or copies one that is not packed.
    ///
    /// - Throws: as for a whole file.
    static func unpack(
        _ file: OpenFile,
        _ range: Range<Int64>,
        _ compression: Compression?,
        to output: FilePath
    ) async throws {
        let packed = range.upperBound - range.lowerBound
        let limits = UnpackingLimits(packed: packed)
        let pieces = FilePieces(file, range)
        let name = file.path.lastComponent
        let fill: @Sendable ((Int) throws -> [UInt8]) throws -> Void = { read in
            var sink = SparseSink(try OpenFile(output, .create(permissions: 0o600)))
            while case let piece = try read(1 << 20), !piece.isEmpty {
                try Task.checkCancellation()
                try sink.append(piece)
                guard sink.size <= limits.content.bytes else {
                    throw limits.excess(limits.content, packed, name)
                }
            }
            try sink.finish()
        }
        guard let compression else {
            return try await DedicatedThread.run { try fill { _ in try pieces.next() } }
        }
        var command = try command(compression, limits)
        command.input = .pieces { try pieces.next() }
        let (result, _) = try await command.run { try fill($0) }
        try require(result, command, name)
    }

    /// Unpacks an archive into a folder; gives the digest of the archive.
    ///
    /// - Throws: `refused` for a hazard, a bomb or damaged data, `quotaExceeded` for a full disk.
    static func extract(
        _ file: FilePath,
        _ compression: Compression?,
        named name: String,
        _ options: ArchiveExtractor.Options,
        into folder: FilePath
    ) async throws -> Digest {
        let limits = UnpackingLimits(packed: file.status()?.size ?? 0)
        var options = options
        options.limits.unpackedSize = compression == nil ? options.limits.unpackedSize : limits.content
        guard let compression else {
            return try await DedicatedThread.run { [options] in
                let archive = try OpenFile(file)
                var offset: Int64 = 0
                return try extract(options, into: folder) { count in
                    let bytes = try archive.read(count, at: offset)
                    offset += Int64(bytes.count)
                    return bytes
                }
            }
        }
        var command = try command(compression, limits)
        command.input = .file(file)
        let (result, content) = try await command.run { [options] in
            try extract(options, into: folder, reading: $0)
        }
        try require(result, command, "layer \(name)")
        return content
    }

    private static func extract(
        _ options: ArchiveExtractor.Options,
        into folder: FilePath,
        reading source: @escaping (Int) throws -> [UInt8]
    ) throws -> Digest {
        let stream = HashedStream(source: source, limit: options.limits.unpackedSize.bytes)
        var reader = TarReader(limits: options.limits) { try stream.read($0) }
        _ = try ArchiveExtractor(options).extract(&reader, into: folder)
        try stream.drain()
        return stream.finish()
    }
}
