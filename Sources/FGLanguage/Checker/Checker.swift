import FGCore

/// Checks a whole script against the commands there are, before anything of it runs.
package struct Checker {
    package let table: CommandTable
    /// The words that template lines start with, for templates' checks.
    package let templateKeywords: [String]
    /// Whether the script may reach no programs and files of the host.
    package var isRestricted = false
    /// Gives the text of a file that `source` names in another file, or with nil in the script; nil when it cannot be
    /// read before the script runs.
    package var load: (@Sendable (String, _ including: String?) -> Source?)?
    var scope: CheckerScope
    var list = DiagnosticList()
    /// The files whose `source` is being looked at.
    var including: [String] = []

    /// Variables that the shell sets and scripts do not.
    package static let builtins = ["now", "user", "project", "status"]

    /// Takes the commands, the words of templates, and the names that are defined before the script runs.
    package init(table: CommandTable, templateKeywords: [String], variables: [String: ValueType] = [:]) {
        self.table = table
        self.templateKeywords = templateKeywords
        scope = CheckerScope(variables: variables)
        scope.variables["now"] = .date
        scope.variables["user"] = .text
        scope.variables["project"] = .text
        scope.variables["status"] = .integer
    }

    /// Whether the whole script is one change, as if `atomic` stood around it.
    package var isAtomic: Bool {
        get { scope.isAtomic }
        set { scope.isAtomic = newValue }
    }

    /// Makes a command of the shell's own known, as one that a line before defined.
    package mutating func define(_ name: String, parameters: Int) {
        scope.definitions[name] = parameters
    }

    /// Makes an alias known, as one that a line before defined.
    package mutating func define(_ alias: Alias) {
        scope.aliases[alias.name.name] = alias
    }

    /// Everything that is wrong with a script, in the order of the text.
    package mutating func check(_ script: Script) -> [Diagnostic] {
        list = DiagnosticList()
        for statement in script.statements { check(statement) }
        return list.found.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// The bound call of a command that was checked; its values are looked at when they are known.
    ///
    /// - Throws: the first `Diagnostic`.
    package static func bind(_ call: CommandCall, table: CommandTable) throws -> BoundCommand {
        var binder = Binder(table: table, checksLiterals: false)
        if let bound = binder.bind(call) { return bound }
        throw binder.diagnostics.first ?? Diagnostic("the command cannot be understood", at: call.range)
    }

    /// Checks statements that run in order.
    mutating func check(_ block: Block) {
        for statement in block.statements { check(statement) }
    }

    private mutating func check(_ statement: Statement) {
        switch statement.kind {
        case .assignment(let name, let value):
            let type = check(value)
            assign(name, type)
        case .template(let definition): check(definition)
        case .pipeline(let pipeline): check(pipeline)
        case .background(let pipeline):
            if scope.isAtomic {
                list.report("nothing runs in the background inside atomic", at: statement.range)
            }
            check(pipeline)
        case .host(let program): check(program, isAlone: true)
        case .loop(let loop): check(loop)
        case .branch(let branch): check(branch)
        case .attempt(let attempt): check(attempt)
        case .atomic(let block):
            let before = scope.isAtomic
            scope.isAtomic = true
            check(block)
            scope.isAtomic = before
        case .definition(let definition): check(definition)
        case .alias(let alias): check(alias)
        case .explanation(let inner), .timed(let inner): check(inner)
        }
    }

    mutating func assign(_ name: NamedRange, _ type: ValueType) {
        if Self.builtins.contains(name.name) || name.name == "error" {
            list.report(
                "$\(name.name) is set by the shell",
                at: name.range,
                hint: "choose another name"
            )
        }
        scope.variables[name.name] = type
        if scope.isInCall { scope.local.insert(name.name) }
    }

    private mutating func check(_ loop: Loop) {
        let values = check(loop.values)
        scope.forget(loop.body.assigned)
        switch values {
        case .any: assign(loop.name, .any)
        case .list(let element): assign(loop.name, element)
        case .rows(let fields) where fields.isEmpty: assign(loop.name, .any)
        case .rows(let fields):
            assign(loop.name, .record(Self.types(of: fields)))
        default:
            list.report(
                "for needs a list or rows, not \(values.description)",
                at: loop.values.range,
                hint: "write [a, b], 1..5 or ( COMMAND )"
            )
            assign(loop.name, .any)
        }
        check(loop.body)
    }

    /// What is known of the values of a row's fields.
    static func types(of fields: [FieldSpecification]) -> [String: ValueType] {
        Dictionary(fields.map { ($0.name, ValueType($0.type)) }) { first, _ in first }
    }

    private mutating func check(_ branch: Branch) {
        let type = check(branch.condition)
        if !Arithmetic.isFlag(type) {
            list.report(
                "if needs true or false, not \(type.description)",
                at: branch.condition.range,
                hint: "compare it: VALUE == …"
            )
        }
        // What one branch sets may or may not be so behind it.
        var changed = branch.body.assigned
        check(branch.body)
        switch branch.alternative {
        case .block(let block):
            changed.formUnion(block.assigned)
            scope.forget(changed)
            check(block)
        case .branch(let next):
            scope.forget(changed)
            check(next)
        case nil: break
        }
        scope.forget(changed)
    }

    private mutating func check(_ attempt: Attempt) {
        check(attempt.body)
        scope.forget(attempt.body.assigned)
        guard let alternative = attempt.alternative else { return }
        let (before, local) = (scope.variables["error"], scope.local)
        let fields =
            ["code", "message", "hint", "place"].map { ($0, ValueType.any) } + [("status", .integer)]
        scope.variables["error"] = .record(Dictionary(uniqueKeysWithValues: fields))
        scope.local.insert("error")
        check(alternative)
        scope.variables["error"] = before
        if !local.contains("error") { scope.local.remove("error") }
        scope.forget(alternative.assigned)
    }

    private mutating func check(_ definition: Definition) {
        let name = definition.name.name
        refuse(definition.name, as: "def")
        scope.aliases[name] = nil
        scope.definitions[name] = definition.parameters.count
        var inner = scope
        inner.forget(scope.variables.keys.filter { !Self.builtins.contains($0) })
        for name in scope.local { inner.variables[name] = nil }
        inner.local = Set(definition.parameters.map(\.name))
        inner.isInCall = true
        inner.isOpen = false
        inner.isAtomic = false
        for parameter in definition.parameters {
            if Self.builtins.contains(parameter.name) {
                list.report("$\(parameter.name) is set by the shell", at: parameter.range)
            }
            inner.variables[parameter.name] = .any
        }
        let outer = scope
        scope = inner
        check(definition.body)
        scope = outer
    }

    /// Reports a name that a command has already.
    func isTaken(_ name: String) -> Bool {
        table.nouns.contains(name) || table.verbs(of: nil).contains(name) || Parser.keywords.contains(name)
            || NearestStage.names.contains(name)
    }

    mutating func refuse(_ name: NamedRange, as keyword: String) {
        guard isTaken(name.name) else { return }
        list.report(
            "\"\(name.name)\" is a word of the shell already",
            at: name.range,
            hint: "choose another name for the \(keyword)"
        )
    }
}
