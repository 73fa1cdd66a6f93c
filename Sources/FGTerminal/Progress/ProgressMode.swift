/// How long work is shown.
package enum ProgressMode: String, CaseIterable, Sendable {
    /// In place on a terminal, not at all elsewhere.
    case auto
    /// A line for each step, wherever standard error goes.
    case plain
    case none
}
