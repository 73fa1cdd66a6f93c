/// Something a long operation says while it runs.
public enum ProgressEvent: Sendable, Hashable {
    /// So many phases follow, as far as is known now.
    case steps(Int)
    /// A phase begins, such as `fetch`; `detail` says what it works on. The same name again goes on with it.
    case phase(String, detail: String)
    /// How far the phase is; `of` is 0 where nobody knows how much there is.
    case advance(done: Int64, of: Int64, ProgressUnit)
    /// The phase ended; `detail` says the result.
    case finished(String, detail: String)
    /// A fact worth a line, such as a warning.
    case note(String)
}

/// What the progress of a phase is counted in.
public enum ProgressUnit: String, Sendable, Hashable, Codable {
    case bytes
    /// Things that are alike, such as checks.
    case items
}

/// Takes the events of an operation; called from any task.
public typealias ProgressHandler = @Sendable (ProgressEvent) -> Void
