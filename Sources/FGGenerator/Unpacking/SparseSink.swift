import FGCore
import FGInspect

/// Takes a stream into a new file, with holes where it is zero, and counts what takes room.
struct SparseSink {
    let file: OpenFile
    /// The bytes so far, holes counted.
    private(set) var size: Int64 = 0
    /// The bytes that take room.
    private(set) var allocated: Int64 = 0
    private var lastBlock: Int64 = -1

    private static let blockSize: Int64 = 4096

    /// Starts at the beginning of an empty file.
    init(_ file: OpenFile) {
        self.file = file
    }

    /// Adds bytes at the end.
    mutating func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            // What has data and is not written yet.
            var pending = 0..<0
            var position = 0
            while position < bytes.count {
                let offset = size + Int64(position)
                let rest = Int(Self.blockSize - offset % Self.blockSize)
                let block = position..<min(position + rest, bytes.count)
                position = block.upperBound
                if ZeroBytes.fill(UnsafeRawBufferPointer(rebasing: bytes[block])) { continue }
                if offset / Self.blockSize != lastBlock {
                    lastBlock = offset / Self.blockSize
                    allocated += Self.blockSize
                }
                if pending.upperBound != block.lowerBound {
                    try write(bytes, pending)
                    pending = block
                }
                pending = pending.lowerBound..<block.upperBound
            }
            try write(bytes, pending)
        }
        size += Int64(bytes.count)
    }

    /// Gives the file its size, when it ends with a hole.
    func finish() throws {
        try file.truncate(to: size)
    }

    private func write(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws {
        guard !range.isEmpty else { return }
        try file.write(UnsafeRawBufferPointer(rebasing: bytes[range]), at: size + Int64(range.lowerBound))
    }
}
