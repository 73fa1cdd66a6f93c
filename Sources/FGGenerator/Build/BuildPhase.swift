/// A part of a build that is done: what came of it and what it cost.
package struct BuildPhase: Codable, Sendable, Hashable {
    /// Whether the work was done, or its result was there.
    package enum Result: String, Codable, Sendable {
        case built
        case reused
    }

    /// Such as `packages`.
    package var name: String
    package var result: Result
    /// Why it had to be built, or what is reused.
    package var reason: String
    package var milliseconds: Int
    /// What it took in or gave out, in bytes; nil where that says nothing.
    package var bytes: Int64?

    package init(name: String, result: Result, reason: String, milliseconds: Int, bytes: Int64? = nil) {
        self.name = name
        self.result = result
        self.reason = reason
        self.milliseconds = milliseconds
        self.bytes = bytes
    }
}
