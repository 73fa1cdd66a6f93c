/// Whether a change is made, or only tried.
package enum Execution: Sendable {
    case real
    /// The change runs through every check it would pass and is taken back: what it gives is the plan.
    case rehearsal
}
