import FGCore
import Synchronization

/// The progress of a phase whose parts go on at the same time: the sum of their bytes.
final class PartialProgress: Sendable {
    private let total: Int64
    private let progress: ProgressHandler
    private let done: Mutex<[Int64]>

    /// Begins with nothing done of so many parts, which are so many bytes together.
    init(parts: Int, of total: Int64, _ progress: @escaping ProgressHandler) {
        self.total = total
        self.progress = progress
        done = Mutex(Array(repeating: 0, count: parts))
    }

    /// Notes how many bytes of a part are done.
    func note(_ bytes: Int64, ofPart part: Int) {
        let sum = done.withLock { done in
            done[part] = bytes
            return done.reduce(0, +)
        }
        progress(.advance(done: sum, of: total, .bytes))
    }
}
