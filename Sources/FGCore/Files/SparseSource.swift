/// Bytes with holes, which can be copied from their start to their end.
package protocol SparseSource: CustomStringConvertible {
    /// The size in bytes.
    func size() throws -> Int64

    /// Where data starts at or after an offset, and where it ends; nil when only a hole follows.
    func nextData(from offset: Int64) throws -> Range<Int64>?

    /// Reads up to `buffer.count` bytes at an offset, fewer only at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int
}

extension OpenFile: SparseSource {
    package var description: String { path.string }
}
