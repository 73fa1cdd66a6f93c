import FGCore
import FGLanguage

/// A small command table, and helpers to parse and check against it.
enum LanguageFixture {
    static let fields: [FieldSpecification] = [
        FieldSpecification("name", .text, "the name"),
        FieldSpecification("os", .text, "the system", values: ["debian", "ubuntu"]),
        FieldSpecification("arch", .text, "the architecture"),
        FieldSpecification("size", .size, "the size"),
        FieldSpecification("used", .date, "last use"),
        FieldSpecification("uses", .integer, "how often"),
        FieldSpecification("kernel", .version, "the kernel"),
        FieldSpecification("tag", .texts, "tags"),
        FieldSpecification("verified", .flag, "whether verified"),
        FieldSpecification("property.*", .text, "free properties"),
    ]

    static let settings = [
        SettingSpecification("format", .choice(["auto", "json"]), standard: "auto", summary: "how"),
        SettingSpecification("clobber", .choice(["off", "on"]), standard: "off", summary: "whether"),
    ]

    static let table = CommandTable([
        CommandSignature(
            verb: "set",
            arguments: [
                ArgumentSpecification("name", .setting(settings), .optional, summary: "which"),
                ArgumentSpecification("value", .settingValue(settings), .optional, summary: "what"),
            ],
            effect: .reads,
            summary: "set"
        ),
        CommandSignature(
            noun: "image",
            verb: "list",
            options: [OptionSpecification("all", summary: "all")],
            fields: fields,
            conditionFields: fields,
            effect: .reads,
            summary: "list"
        ),
        CommandSignature(
            noun: "image",
            verb: "show",
            arguments: [ArgumentSpecification("image", .image, summary: "which")],
            fields: fields,
            effect: .reads,
            summary: "show"
        ),
        CommandSignature(
            noun: "template",
            verb: "load",
            arguments: [ArgumentSpecification("file", .file, summary: "which")],
            effect: .changes,
            summary: "load"
        ),
        CommandSignature(
            verb: "rain",
            arguments: [
                ArgumentSpecification("image", .image, summary: "which"),
                ArgumentSpecification("on", .keyword("on"), summary: "on"),
                ArgumentSpecification("target", .target, summary: "where"),
            ],
            options: [
                OptionSpecification("count", .integer(1...64), summary: "how many"),
                OptionSpecification("memory", .size, summary: "memory"),
                OptionSpecification("set", .text, isRepeatable: true, summary: "values"),
            ],
            trailing: "COMMAND",
            effect: .changes,
            summary: "rain"
        ),
    ])

    static let keywords = ["os", "package", "summary"]

    /// Everything wrong with a text, as `LINE:COLUMN message`.
    static func errors(_ text: String, variables: [String: ValueType] = [:]) -> [String] {
        let source = Source(name: "t.fg", text: text)
        let result = Parser.parse(source)
        var checker = Checker(table: table, templateKeywords: keywords, variables: variables)
        let found = result.diagnostics.isEmpty ? checker.check(result.script) : result.diagnostics
        return found.map { diagnostic in
            let place = source.location(of: diagnostic.range.lowerBound)
            return "\(place.line):\(place.column) \(diagnostic.message)"
        }
    }

    static func hint(_ text: String) -> String? {
        let source = Source(name: "t.fg", text: text)
        var checker = Checker(table: table, templateKeywords: keywords, variables: [:])
        let result = Parser.parse(source)
        return (result.diagnostics + checker.check(result.script)).first?.hint
    }

    static func format(_ text: String) -> String {
        let source = Source(name: "t.fg", text: text)
        return ScriptFormatter.format(source, Parser.parse(source).script)
    }
}
