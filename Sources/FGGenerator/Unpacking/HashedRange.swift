import FGCore
import Synchronization

/// A part of a file that is read once, and hashed as it is read: what was used is what has the digest.
final class HashedRange: Sendable {
    private struct State {
        var offset: Int64
        let hasher = SHA256()
    }

    private let file: OpenFile
    private let end: Int64
    private let state: Mutex<State>

    init(_ file: OpenFile, _ range: Range<Int64>) {
        self.file = file
        end = range.upperBound
        state = Mutex(State(offset: range.lowerBound))
    }

    /// The next bytes; none at the end.
    func next() throws -> [UInt8] {
        try state.withLock { state in
            let bytes = try file.read(Int(min(64 << 10, end - state.offset)), at: state.offset)
            state.hasher.update(bytes)
            state.offset += Int64(bytes.count)
            return bytes
        }
    }

    /// The digest of the whole range, what nobody asked for included; asked for once.
    func finish() throws -> Digest {
        while try !next().isEmpty { try Task.checkCancellation() }
        return state.withLock { $0.hasher.finish() }
    }
}
