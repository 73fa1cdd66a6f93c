import FGCore

/// The shell's settings: few, each with a fixed set of values.
struct Settings: Sendable {
    /// A setting there is.
    struct Entry: Sendable {
        let name: String
        let values: [String]
        let meaning: String
    }

    static let entries = [
        Entry(
            name: "on-error",
            values: ["auto", "stop", "continue"],
            meaning:
                "whether a batch goes on after a failure; auto stops in batches and goes on at the prompt"
        ),
        Entry(
            name: "format",
            values: ["auto"] + OutputFormat.allCases.map(\.rawValue),
            meaning: "how results are written; auto is table on a terminal, else tsv"
        ),
        Entry(
            name: "dry-run",
            values: ["off", "on"],
            meaning: "whether changing commands only print their plan"
        ),
        Entry(name: "clobber", values: ["off", "on"], meaning: "whether > replaces a file that is there"),
        Entry(
            name: "timing",
            values: ["off", "on"],
            meaning: "whether the time of each statement is printed"
        ),
    ]

    private var values = Dictionary(uniqueKeysWithValues: entries.map { ($0.name, $0.values[0]) })

    subscript(name: String) -> String? { values[name] }

    /// Changes a setting.
    ///
    /// - Throws: `usage` for an unknown name or value.
    mutating func set(_ name: String, to value: String) throws {
        guard let entry = Self.entries.first(where: { $0.name == name }) else {
            throw FGError(
                .usage,
                "there is no setting \"\(name)\"",
                hint: NearestName.hint(for: name, in: Self.entries.map(\.name)) ?? "set lists them"
            )
        }
        guard entry.values.contains(value) else {
            throw FGError(
                .usage,
                "\(name) is never \"\(value)\"",
                hint: "it is one of \(entry.values.joined(separator: ", "))"
            )
        }
        values[name] = value
    }

    /// Every setting with its value.
    var table: Table {
        Table(
            columns: ["name", "value", "values", "meaning"].map { Table.Column($0) },
            rows: Self.entries.map {
                [
                    .text($0.name), .text(values[$0.name] ?? ""), .text($0.values.joined(separator: "|")),
                    .text($0.meaning),
                ]
            }
        )
    }
}
