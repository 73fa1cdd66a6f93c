package import FGCore
package import FGLanguage

/// A command: what the language must know of it, and what running it does.
package struct Command: Sendable {
    /// Runs the command and gives its result; it never prints.
    package typealias Run = @Sendable (Invocation, CommandContext) async throws -> Value

    package let signature: CommandSignature
    package let run: Run
    /// Says, line by line, how a command that asks the catalog would do it; nil for one that does not.
    package let explain: Explain?
    package typealias Explain = @Sendable (Invocation, CommandContext) async throws -> [String]

    package init(signature: CommandSignature, explain: Explain? = nil, run: @escaping Run) {
        self.signature = signature
        self.explain = explain
        self.run = run
    }
}
