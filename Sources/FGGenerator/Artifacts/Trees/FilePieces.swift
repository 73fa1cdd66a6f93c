import FGCore
import Synchronization

/// A part of a file, handed out piece by piece.
final class FilePieces: Sendable {
    private let file: OpenFile
    private let end: Int64
    private let offset: Mutex<Int64>

    private static let size: Int64 = 1 << 18

    init(_ file: OpenFile, _ range: Range<Int64>) {
        self.file = file
        end = range.upperBound
        offset = Mutex(range.lowerBound)
    }

    /// The next bytes; none at the end.
    func next() throws -> [UInt8] {
        try offset.withLock { offset in
            let bytes = try file.read(Int(min(Self.size, end - offset)), at: offset)
            offset += Int64(bytes.count)
            return bytes
        }
    }
}
