import Glibc

/// The lines of a text by the places of their bytes, without what ends them.
struct ByteLines: Sequence, IteratorProtocol {
    private let buffer: UnsafeRawBufferPointer
    private var position = 0

    /// The lines of bytes that outlive the sequence.
    init(_ buffer: UnsafeRawBufferPointer) { self.buffer = buffer }

    mutating func next() -> Range<Int>? {
        guard position < buffer.count, let base = buffer.baseAddress else { return nil }
        let end = memchr(base + position, 0x0a, buffer.count - position).map { UnsafeRawPointer($0) - base }
        defer { position = (end ?? buffer.count) + 1 }
        return position..<(end ?? buffer.count)
    }
}
