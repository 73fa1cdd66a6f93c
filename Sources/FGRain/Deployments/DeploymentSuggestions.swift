package import FGCore
package import FGDatabase

/// The numbers of deployments that can stand where one is being typed.
package struct DeploymentSuggestions: Sendable {
    private let database: Database
    private let deadline: ContinuousClock.Instant
    private static let limit = 50

    package init(database: Database, deadline: ContinuousClock.Instant) {
        self.database = database
        self.deadline = deadline
    }

    /// Numbers that start with some digits, with what runs there: those that run first, then the newest.
    package func numbers(_ prefix: String) throws -> SuggestionList {
        let found = try database.read(until: deadline) { connection in
            try connection.rows(
                "SELECT id, image, target, state FROM deployments ORDER BY id DESC LIMIT 1000"
            ) { row in
                (
                    suggestion: Suggestion(
                        "\(row.integer(0))",
                        "\(row.text(1)) on \(row.text(2)), \(row.text(3))"
                    ),
                    hasEnded: ["stopped", "failed"].contains(row.text(3))
                )
            }
        }
        let kept = found.filter { $0.suggestion.text.hasPrefix(prefix) }
        let sorted = kept.filter { !$0.hasEnded } + kept.filter(\.hasEnded)
        return SuggestionList(
            sorted.prefix(Self.limit).map(\.suggestion),
            rest: max(0, sorted.count - Self.limit)
        )
    }
}
