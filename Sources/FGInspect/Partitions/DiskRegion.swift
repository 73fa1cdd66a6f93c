package import FGCore

/// A stretch of an open file, such as a partition; no read leaves it.
package struct DiskRegion: Sendable {
    /// The file the bytes stand in.
    package let file: OpenFile
    /// Where the region begins in the file, in bytes.
    package let start: Int64
    /// Bytes.
    package let length: Int64

    /// Takes a whole file.
    package init(_ file: OpenFile) throws {
        self.file = file
        start = 0
        length = try file.size()
    }

    private init(file: OpenFile, start: Int64, length: Int64) {
        self.file = file
        self.start = start
        self.length = length
    }

    /// A part of the region.
    ///
    /// - Throws: `refused` when it lies outside.
    package func part(at offset: Int64, length: Int64) throws -> DiskRegion {
        try check(offset, length)
        return DiskRegion(file: file, start: start + offset, length: length)
    }

    /// Exactly `count` bytes at an offset.
    ///
    /// - Throws: `refused` when they lie outside or the file ends before them.
    package func read(_ count: Int, at offset: Int64) throws -> [UInt8] {
        try check(offset, Int64(count))
        let bytes = try file.read(count, at: start + offset)
        guard bytes.count == count else {
            throw FGError(.refused, "the file ends before byte \(start + offset + Int64(count))")
        }
        return bytes
    }

    private func check(_ offset: Int64, _ count: Int64) throws {
        guard offset >= 0, count >= 0, offset <= length, count <= length - offset else {
            throw FGError(
                .refused,
                "\(count) bytes at offset \(offset) lie outside of \(length) bytes"
            )
        }
    }
}
