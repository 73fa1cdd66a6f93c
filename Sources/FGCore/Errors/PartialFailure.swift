/// Work on several things that went well for some of them, or was ended before the last: what came of each, and the error.
public struct PartialFailure: Error {
    /// What there is to show all the same.
    public let value: Value
    /// What is wrong with the whole.
    public let error: FGError

    /// Pairs a result with the error that it is not whole for.
    public init(_ value: Value, _ error: FGError) {
        self.value = value
        self.error = error
    }
}
