/// Which lines of the history are wanted; what is nil does not matter.
package struct HistoryQuery: Sendable {
    /// What came of a line.
    package enum Result: Sendable {
        case any
        case failed
    }

    /// A text that the line contains.
    package var text: String?
    package var project: String?
    package var session: String?
    package var number: Int64?
    package var result = Result.any
    /// How many of the newest are enough; nil takes all.
    package var limit: Int?

    package init() {}
}
