import FGCore
import FGInspect

/// The content of files as a file system stores it: in stretches, with holes where only zeros are.
///
/// Where holes are follows from the bytes alone, not from what the tree is on.
struct DiskFileContent: ~Copyable {
    /// What of a file is stored or is a hole as a whole, in bytes.
    static let unit = 1 << 16
    private static let pieceSize = 16 * unit

    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 4096)

    deinit { buffer.deallocate() }

    /// Hands out a file's stretches in order, filled up with zeros to a whole number of blocks.
    ///
    /// - Throws: `failed` when the file's size is another one by now, and what `body` throws.
    func forEachStretch(
        of file: DiskFile,
        blockSize: Int,
        _ body: (_ offset: Int64, _ bytes: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let source = try OpenFile(file.path, followsLinks: false)
        guard try source.size() == file.size else {
            throw FGError(.failed, "\(file) changed while it was read", subject: file.description)
        }
        var offset: Int64 = 0
        while offset < file.size, let data = try source.nextData(from: offset) {
            offset = max(offset, data.lowerBound / Int64(Self.unit) * Int64(Self.unit))
            while offset < min(data.upperBound, file.size) {
                try Task.checkCancellation()
                let wanted = Int(min(Int64(Self.pieceSize), file.size - offset))
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                guard try source.read(into: piece, at: offset) == wanted else {
                    throw FGError(
                        .failed,
                        "\(file) changed while it was read",
                        subject: file.description
                    )
                }
                let end = (wanted + blockSize - 1) / blockSize * blockSize
                buffer[wanted..<end].initializeMemory(as: UInt8.self, repeating: 0)
                try handOut(UnsafeRawBufferPointer(rebasing: buffer[..<end]), at: offset, body)
                offset += Int64(wanted)
            }
        }
    }

    /// Hands out what is not zero, unit by unit.
    private func handOut(
        _ piece: UnsafeRawBufferPointer,
        at offset: Int64,
        _ body: (_ offset: Int64, _ bytes: UnsafeRawBufferPointer) throws -> Void
    ) throws {
        var start: Int?
        for place in stride(from: 0, to: piece.count, by: Self.unit) {
            let unit = UnsafeRawBufferPointer(rebasing: piece[place..<min(place + Self.unit, piece.count)])
            if !ZeroBytes.fill(unit) {
                start = start ?? place
            } else if let first = start {
                try body(offset + Int64(first), UnsafeRawBufferPointer(rebasing: piece[first..<place]))
                start = nil
            }
        }
        guard let first = start else { return }
        try body(offset + Int64(first), UnsafeRawBufferPointer(rebasing: piece[first...]))
    }
}
