import FGCore
import Synchronization

/// Makes the progress of two works that go on beside each other one: that of the second is told while the first has not begun,
/// or waits for it.
final class ProgressJunction: Sendable {
    private let progress: ProgressHandler
    /// The phase of the second, and that which the first is in.
    private let second: String
    private let first = Mutex<String?>(nil)

    /// `second` is the phase that the first says to be in while it waits.
    init(_ progress: @escaping ProgressHandler, second: String) {
        (self.progress, self.second) = (progress, second)
    }

    /// Takes what the first work says.
    func takeFirst(_ event: ProgressEvent) {
        if case .phase(let name, _) = event { first.withLock { $0 = name } }
        progress(event)
    }

    /// Takes what the second work says.
    func takeSecond(_ event: ProgressEvent) {
        guard first.withLock({ $0 == nil || $0 == second }) else { return }
        progress(event)
    }
}
