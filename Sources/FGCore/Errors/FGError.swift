/// The one error of the product: what kind it is, what happened to which thing, and what to do next.
public struct FGError: Error, Sendable {
    /// The kind of failure, which decides the exit status and the word that programs see.
    public let code: Code
    /// What happened and to which thing: lower case, no full stop.
    public let message: String
    /// The thing the error is about, such as an image name or a path.
    public let subject: String?
    /// What the user can do next.
    public let hint: String?
    /// The error that led to this one.
    public let cause: (any Error)?

    /// Makes an error of a kind with its message, and where known its subject, hint and cause.
    public init(
        _ code: Code,
        _ message: String,
        subject: String? = nil,
        hint: String? = nil,
        cause: (any Error)? = nil
    ) {
        self.code = code
        self.message = message
        self.subject = subject
        self.hint = hint
        self.cause = cause
    }
}

extension FGError: CustomStringConvertible {
    /// The message, then the hint in parentheses.
    public var description: String {
        guard let hint else { return message }
        return "\(message) (\(hint))"
    }
}

extension FGError: Equatable {
    /// Equal when code, message, subject and hint are; causes are not compared.
    public static func == (left: FGError, right: FGError) -> Bool {
        left.code == right.code && left.message == right.message && left.subject == right.subject
            && left.hint == right.hint
    }
}
