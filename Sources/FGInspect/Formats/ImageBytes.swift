import FGCore

/// A file under inspection; every read is checked against its end.
struct ImageBytes {
    let file: OpenFile
    let size: Int64
    /// Bytes that take room on the disk.
    let allocated: Int64

    init(_ file: OpenFile) throws {
        let status = try file.status()
        guard status.kind == .file else {
            throw FGError(.invalid, "\(file.path) is not a regular file", subject: file.path.string)
        }
        self.file = file
        size = status.size
        allocated = status.allocated
    }

    /// What the file holds, holes not counted; never more than its size.
    var stored: Int64 { min(size, allocated) }

    /// Reads a structure.
    ///
    /// - Throws: `refused` when it does not lie inside of the file.
    func reader(_ what: String, at offset: UInt64, count: Int) throws -> ByteReader {
        try check(what, at: offset, count: UInt64(clamping: count))
        let bytes = try file.read(count, at: Int64(offset))
        guard bytes.count == count else {
            throw FGError(.refused, "the \(what) is cut off at the end of the file")
        }
        return ByteReader(bytes)
    }

    /// The last bytes of the file; none when it is shorter.
    func tail(_ count: Int) throws -> ByteReader {
        guard size >= count else { return ByteReader([]) }
        return try reader("end", at: UInt64(size) - UInt64(count), count: count)
    }

    /// Throws when a range does not lie inside of the file.
    func check(_ what: String, at offset: UInt64, count: UInt64) throws {
        guard contains(at: offset, count: count) else {
            throw FGError(
                .refused,
                "the \(what) (\(count) bytes at \(offset)) lies outside of the file of \(size) bytes"
            )
        }
    }

    func contains(at offset: UInt64, count: UInt64) -> Bool {
        let size = UInt64(max(0, size))
        return offset <= size && count <= size - offset
    }

    /// Reads a table in pieces of 64 KiB and hands out each entry of `width` bytes.
    func forEachEntry(
        of what: String,
        at offset: UInt64,
        count: UInt64,
        width: Int,
        _ body: (_ index: UInt64, _ piece: ByteReader, _ position: Int) throws -> Void
    ) throws {
        let (length, overflow) = count.multipliedReportingOverflow(by: UInt64(width))
        guard !overflow else { throw FGError(.refused, "the \(what) of \(count) entries is too large") }
        try check(what, at: offset, count: length)
        let perPiece = UInt64(65_536 / width)
        var done: UInt64 = 0
        while done < count {
            try Task.checkCancellation()
            let entries = min(perPiece, count - done)
            let piece = try reader(what, at: offset + done * UInt64(width), count: Int(entries) * width)
            for entry in 0..<Int(entries) {
                try body(done + UInt64(entry), piece, entry * width)
            }
            done += entries
        }
    }
}
