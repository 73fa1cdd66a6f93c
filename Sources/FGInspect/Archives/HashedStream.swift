package import FGCore

/// A source whose bytes are hashed and counted as they are read.
package final class HashedStream {
    private let source: (Int) throws -> [UInt8]
    private let limit: Int64
    private let hasher = SHA256()
    /// How many bytes were read.
    package private(set) var size: Int64 = 0

    /// Reads a source that gives up to so many bytes at a call, and none only at its end.
    package init(source: @escaping (Int) throws -> [UInt8], limit: Int64) {
        self.source = source
        self.limit = limit
    }

    /// The next bytes, at most so many; none at the end.
    ///
    /// - Throws: `refused` for more bytes than the limit.
    package func read(_ count: Int) throws -> [UInt8] {
        let bytes = try source(count)
        hasher.update(bytes)
        size += Int64(bytes.count)
        guard size <= limit else {
            throw FGError(
                .refused,
                "it unpacks to more than \(ByteCount(limit)), which no honest layer does"
            )
        }
        return bytes
    }

    /// Reads what follows the last byte that somebody wanted.
    package func drain() throws {
        while case let bytes = try read(1 << 16), !bytes.isEmpty { try Task.checkCancellation() }
    }

    /// The digest of all that was read; asked for once.
    package func finish() -> Digest { hasher.finish() }
}
