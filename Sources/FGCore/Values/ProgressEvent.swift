/// Something a long operation says while it runs.
public enum ProgressEvent: Sendable, Hashable {
    /// A phase begins, such as `fetch`; `detail` says what it works on.
    case phase(String, detail: String)
    /// How far the phase is, in its own unit.
    case advance(done: Int64, of: Int64)
    /// The phase ended; `detail` says the result.
    case finished(String, detail: String)
    /// A fact worth a line, such as a warning.
    case note(String)
}

/// Takes the events of an operation; called from any task.
public typealias ProgressHandler = @Sendable (ProgressEvent) -> Void
