package import FGCore
package import FGLanguage

/// A command: what the language must know of it, and what running it does.
package struct Command: Sendable {
    /// Runs the command and gives its result; it never prints.
    package typealias Run = @Sendable (Invocation, CommandContext) async throws -> Value

    package let signature: CommandSignature
    package let run: Run

    package init(signature: CommandSignature, run: @escaping Run) {
        self.signature = signature
        self.run = run
    }
}
