import FGCore
import FGLanguage
import FGSite
import FGTerminal

extension Command {
    private static let historyFields = [
        FieldSpecification("number", .integer, "its number, for history run"),
        FieldSpecification("time", .date, "when it was about to run"),
        FieldSpecification("status", .integer, "its exit status; none while it runs"),
        FieldSpecification("line", .text, "what was typed"),
        FieldSpecification("duration", .duration, "how long it ran"),
        FieldSpecification("project", .text, "the project"),
        FieldSpecification("image", .text, "the selected image"),
        FieldSpecification("user", .text, "who typed it"),
        FieldSpecification("site", .text, "the site"),
        FieldSpecification("session", .text, "the shell that it was typed in"),
        FieldSpecification("process", .integer, "that shell's process"),
        FieldSpecification("milliseconds", .integer, "how long it ran, exactly"),
    ]
    /// How many lines are listed when all were not asked for.
    private static let historyLimit = 200

    /// `history`: the lines typed before.
    static let history = Command(
        signature: CommandSignature(
            verb: "history",
            arguments: [
                ArgumentSpecification("text", .text, .optional, summary: "only lines that contain it")
            ],
            options: [
                OptionSpecification("failed", summary: "only lines that failed"),
                OptionSpecification("project", .project, summary: "only lines typed in a project"),
                OptionSpecification("session", summary: "only lines of this shell"),
                OptionSpecification("all", summary: "every line, not just the newest \(historyLimit)"),
            ],
            fields: historyFields,
            conditionFields: historyFields,
            effect: .reads,
            summary: "list the lines typed before, oldest first"
        )
    ) { invocation, context in
        var query = HistoryQuery()
        query.text = try invocation.optionalText("text")
        query.project = try invocation.optionalText("project")
        if invocation.flag("failed") { query.result = .failed }
        if invocation.flag("session") { query.session = context.shell.historySession }
        let limit = invocation.flag("all") ? Int.max : historyLimit
        // A condition is looked at row by row.
        if invocation.condition == nil, limit < Int.max { query.limit = limit }
        let evaluator = invocation.condition.map { ConditionEvaluator($0, now: .now) }
        var rows: [[Value]] = []
        for entry in context.shell.history(query) where rows.count < limit {
            let row = historyRow(entry)
            let matches = try evaluator?.matches { name in
                historyFields.firstIndex { $0.name == name }.map { row[$0] }
            }
            if matches ?? true { rows.append(row) }
        }
        return .table(Table(columns: historyColumns, rows: rows.reversed()))
    }

    private static let historyColumns = historyFields.enumerated().map {
        Table.Column($1.name, isDefault: $0 < 4)
    }

    private static func historyRow(_ entry: HistoryEntry) -> [Value] {
        [
            entry.number.map { .integer($0) } ?? .null,
            .date(entry.time),
            entry.status.map { .integer(Int64($0)) } ?? .null,
            .text(entry.line),
            entry.milliseconds.map { .duration(TimeSpan(seconds: $0 / 1000)) } ?? .null,
            .text(entry.project),
            entry.image.map { .text($0) } ?? .null,
            .text(entry.user),
            .text(entry.site),
            .text(entry.session),
            .integer(Int64(entry.process)),
            entry.milliseconds.map { .integer($0) } ?? .null,
        ]
    }

    /// `history run`: runs a line again.
    static let historyRun = Command(
        signature: CommandSignature(
            noun: "history",
            verb: "run",
            arguments: [
                ArgumentSpecification("number", .integer(1...Int64.max), summary: "the line's number")
            ],
            effect: .reads,
            summary: "run a line of the history again"
        )
    ) { invocation, context in
        var query = HistoryQuery()
        query.number = try invocation.integer("number")
        guard let entry = context.shell.history(query).first else {
            throw FGError(
                .notFound,
                "the history has no line \(try invocation.text("number"))",
                hint: "history lists them"
            )
        }
        try await context.shell.runAgain(entry)
        return .null
    }

    /// `history delete`: forgets lines.
    static let historyDelete = Command(
        signature: CommandSignature(
            noun: "history",
            verb: "delete",
            arguments: [
                ArgumentSpecification(
                    "number",
                    .integer(1...Int64.max),
                    .oneOrMore,
                    summary: "the numbers of the lines"
                )
            ],
            options: [
                OptionSpecification("yes", summary: "do not ask before several are removed"),
                OptionSpecification("dry-run", summary: "print what would be removed"),
            ],
            results: [.nothing(), .rows(historyFields, "with --dry-run")],
            effect: .destroys,
            summary: "remove lines from the history"
        )
    ) { invocation, context in
        let numbers = try invocation.integers("number")
        let rows = numbers.compactMap { number -> [Value]? in
            var query = HistoryQuery()
            query.number = number
            return context.shell.history(query).first.map(historyRow)
        }
        let plan = Table(columns: historyColumns, rows: rows)
        if context.isDryRun(invocation) { return .table(plan) }
        if rows.count > 1 {
            let action = "remove \(rows.count) lines"
            try await context.confirm(plan, of: action, isConfirmed: invocation.flag("yes"))
        }
        guard context.shell.forget(numbers) == Set(numbers).count else {
            throw FGError(.notFound, "not all of these lines are in the history", hint: "history lists them")
        }
        return .null
    }

    /// `history clear`: forgets all.
    static let historyClear = Command(
        signature: CommandSignature(
            noun: "history",
            verb: "clear",
            options: [
                OptionSpecification("yes", summary: "do not ask; a batch needs it"),
                OptionSpecification("dry-run", summary: "print how many lines would be removed"),
            ],
            results: [
                .nothing(),
                .rows([FieldSpecification("lines", .integer, "how many there are")], "with --dry-run"),
            ],
            effect: .destroys,
            summary: "remove every line from the history"
        )
    ) { invocation, context in
        let count = context.shell.history(HistoryQuery()).count
        let plan = Table(columns: [Table.Column("lines")], rows: [[.integer(Int64(count))]])
        if context.isDryRun(invocation) { return .table(plan) }
        try await context.confirm(
            plan,
            of: "clear the history",
            count: count,
            isConfirmed: invocation.flag("yes")
        )
        _ = context.shell.forget(nil)
        return .null
    }
}
