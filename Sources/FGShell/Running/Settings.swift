import FGCommands
import FGCore
import FGLanguage

/// The values of the shell's settings.
struct Settings: Sendable {
    private static let all = SettingSpecification.all

    private var values = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.standard) })

    subscript(name: String) -> String? { values[name] }

    /// Changes a setting.
    ///
    /// - Throws: `usage` for an unknown name or value.
    mutating func set(_ name: String, to value: String) throws {
        try ArgumentKind.setting(Self.all).check(name)
        try ArgumentKind.settingValue(Self.all).resolved(after: name).check(value)
        values[name] = value
    }

    /// Every setting with its value, sorted by name.
    var table: Table {
        Table(
            columns: ["name", "value", "default", "meaning", "values"].map {
                Table.Column($0, isDefault: $0 != "values")
            },
            rows: Self.all.sorted { $0.name < $1.name }.map {
                [
                    .text($0.name), .text(values[$0.name] ?? ""), .text($0.standard), .text($0.summary),
                    .text($0.values),
                ]
            }
        )
    }
}
