import FGCore

/// Checks a whole script against the commands there are, before anything of it runs.
package struct Checker {
    package let table: CommandTable
    /// The words that template lines start with, for templates' checks.
    package let templateKeywords: [String]
    /// Whether the script may reach no programs and files of the host.
    package var isRestricted = false
    private var variables: Set<String>
    private var list = DiagnosticList()

    /// Takes the commands, the words of templates, and the names that are defined before the script runs.
    package init(table: CommandTable, templateKeywords: [String], variables: Set<String>) {
        self.table = table
        self.templateKeywords = templateKeywords
        self.variables = variables
    }

    /// Everything that is wrong with a script, in the order of the text.
    package mutating func check(_ script: Script) -> [Diagnostic] {
        list = DiagnosticList()
        for statement in script.statements { check(statement) }
        return list.found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The bound call of a command that was checked.
    ///
    /// - Throws: the first `Diagnostic`.
    package static func bind(_ call: CommandCall, table: CommandTable) throws -> BoundCommand {
        var binder = Binder(table: table)
        if let bound = binder.bind(call) { return bound }
        throw binder.diagnostics.first ?? Diagnostic("the command cannot be understood", at: call.range)
    }

    private mutating func check(_ statement: Statement) {
        switch statement.kind {
        case .letWord(let name, let word):
            check(word)
            variables.insert(name)
        case .letPipeline(let name, let pipeline):
            check(pipeline)
            variables.insert(name)
        case .template(let definition): check(definition)
        case .pipeline(let pipeline): check(pipeline)
        }
    }

    private mutating func check(_ definition: TemplateDefinition) {
        if (try? Name.validated(definition.name.name, as: "template name")) == nil {
            list.report(
                "\"\(definition.name.name)\" is not a valid template name",
                at: definition.name.range,
                hint: "use lower-case letters, digits, . _ + -"
            )
        }
        if isRestricted { list.append(Restriction.violations(in: definition)) }
        for line in definition.lines where !templateKeywords.contains(line.keyword.name) {
            list.report(
                "templates have no line \"\(line.keyword.name)\"",
                at: line.keyword.range,
                hint: NearestName.hint(for: line.keyword.name, in: templateKeywords)
                    ?? "lines start with \(templateKeywords.joined(separator: ", "))"
            )
        }
    }

    private mutating func check(_ pipeline: Pipeline) {
        var binder = Binder(table: table, errorsBefore: list.count)
        let bound = binder.bind(pipeline.command)
        list.append(binder.diagnostics)
        if isRestricted { list.append(Restriction.violations(in: pipeline, of: bound)) }
        for item in pipeline.command.items {
            switch item {
            case .word(let word): check(word)
            case .option(_, let value): if let value { check(value) }
            case .pipeline(let nested): check(nested)
            }
        }
        for word in pipeline.command.trailing ?? [] { check(word) }
        if let condition = pipeline.command.condition, let fields = bound?.signature.conditionFields {
            check(condition, fields, in: .command)
        }
        check(pipeline.stages, of: bound?.signature)
        if let file = pipeline.redirect?.file { check(file) }
        for word in pipeline.hostProgram?.words ?? [] { check(word) }
    }

    private mutating func check(_ stages: [Stage], of signature: CommandSignature?) {
        var fields = signature?.fields
        for stage in stages {
            switch stage.kind {
            case .filter(let condition): check(condition, fields ?? [], in: .stage)
            case .sort(let keys): for key in keys { check(key.field, fields) }
            case .columns(let names):
                for name in names { check(name, fields) }
                fields = fields?.filter { field in names.contains { $0.name == field.name } }
            case .first(let count): checkCount(count)
            case .count: fields = nil
            }
        }
    }

    private mutating func checkCount(_ word: Word) {
        check(word)
        guard let text = word.literal else { return }
        guard let number = Int64(text), number >= 0 else {
            return list.report("\"\(text)\" is no number of rows", at: word.range, hint: "first 20")
        }
    }

    private mutating func check(_ field: NamedRange, _ fields: [FieldSpecification]?) {
        guard let fields, !fields.isEmpty, !fields.contains(where: { $0.name == field.name }) else { return }
        list.report(
            "no field is called \"\(field.name)\"",
            at: field.range,
            hint: NearestName.hint(for: field.name, in: fields.map(\.name))
                ?? "fields are \(fields.map(\.name).joined(separator: ", "))"
        )
    }

    private mutating func check(
        _ condition: Condition,
        _ fields: [FieldSpecification],
        in place: ConditionChecker.Place
    ) {
        let checker = ConditionChecker(fields: fields, in: place, errorsBefore: list.count)
        let checked = checker.check(condition)
        list.append(checked.diagnostics)
        for (name, range) in checked.variables { check(variable: name, at: range) }
    }

    private mutating func check(_ word: Word) {
        for name in word.variables { check(variable: name, at: word.range) }
    }

    private mutating func check(variable name: String, at range: SourceRange) {
        guard !variables.contains(name) else { return }
        list.report(
            "the variable $\(name) is not defined",
            at: range,
            hint: NearestName.hint(for: name, in: variables) ?? "define it first: let \(name) = VALUE"
        )
    }
}
