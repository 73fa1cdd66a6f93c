import FGCommands
import FGCore
import FGLanguage

/// The values of the shell's settings.
struct Settings: Sendable {
    private static let all = SettingSpecification.all

    private var values = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.values[0]) })

    subscript(name: String) -> String? { values[name] }

    /// Changes a setting.
    ///
    /// - Throws: `usage` for an unknown name or value.
    mutating func set(_ name: String, to value: String) throws {
        try ArgumentKind.setting(Self.all).check(name)
        try ArgumentKind.settingValue(Self.all).resolved(after: name).check(value)
        values[name] = value
    }

    /// Every setting with its value.
    var table: Table {
        Table(
            columns: ["name", "value", "values", "meaning"].map { Table.Column($0) },
            rows: Self.all.map {
                [
                    .text($0.name), .text(values[$0.name] ?? ""), .text($0.values.joined(separator: "|")),
                    .text($0.summary),
                ]
            }
        )
    }
}
