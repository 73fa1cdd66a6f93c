import FGCore

extension Checker {
    /// Checks a pipeline and says what is known of its result.
    @discardableResult
    mutating func check(_ pipeline: Pipeline) -> ValueType {
        // The words of the call have been written by the user, so that is where mistakes are shown.
        let alias = pipeline.command.firstBareWord.flatMap { isTaken($0) ? nil : scope.aliases[$0] }
        let call = alias?.expanded(in: pipeline) ?? pipeline
        if let name = call.command.firstBareWord, let count = scope.definitions[name], !isTaken(name) {
            return checkCall(of: name, count, call)
        }
        return checkCommand(call)
    }

    private mutating func checkCommand(_ pipeline: Pipeline) -> ValueType {
        var binder = Binder(
            table: table,
            errorsBefore: list.count,
            others: Array(scope.definitions.keys) + scope.aliases.keys
        )
        let bound = binder.bind(pipeline.command)
        list.append(binder.diagnostics)
        if isRestricted { list.append(Restriction.violations(in: pipeline, of: bound)) }
        if scope.isAtomic, let signature = bound?.signature, !signature.fitsTransaction {
            list.report(
                "\(signature.name) cannot be taken back, so it does not stand inside atomic",
                at: pipeline.command.range,
                hint: "put it behind the block"
            )
        }
        checkWords(of: pipeline)
        if let condition = pipeline.command.condition, let fields = bound?.signature.conditionFields {
            check(condition, fields, in: .command)
        }
        if let bound, bound.signature.name == "source" { include(bound) }
        return check(pipeline.stages, of: bound?.signature.fields ?? [])
    }

    /// Checks a call of a command that the script has defined; the beginning of one may lack arguments.
    @discardableResult
    mutating func checkCall(
        of name: String,
        _ count: Int,
        _ pipeline: Pipeline,
        isBeginning: Bool = false
    ) -> ValueType {
        let call = pipeline.command
        let words = DefinedCall(call)
        list.append(words.diagnostics)
        let given = words.arguments.count
        if let condition = call.condition {
            list.report("\(name) takes no where", at: condition.range, hint: "filter its rows with | where")
        }
        if let trailing = call.trailing {
            list.report("\(name) takes no words after --", at: trailing.first?.range ?? call.range)
        }
        if given > count || given < count && !isBeginning {
            let wanted = count == 1 ? "1 argument" : "\(count) arguments"
            list.report("\(name) takes \(wanted), not \(given)", at: call.range)
        }
        if isRestricted { list.append(Restriction.violations(in: pipeline, of: nil)) }
        checkWords(of: pipeline)
        return check(pipeline.stages, of: [])
    }

    private mutating func checkWords(of pipeline: Pipeline) {
        for item in pipeline.command.items {
            switch item {
            case .word(let word): check(word)
            case .option(_, let value): if let value { check(value) }
            case .pipeline(let nested): check(nested)
            }
        }
        for word in pipeline.command.trailing ?? [] { check(word) }
        if let file = pipeline.redirect?.file { check(file) }
        if let program = pipeline.hostProgram { check(program, isAlone: false) }
    }

    mutating func check(_ program: HostProgram, isAlone: Bool) {
        if isAlone, isRestricted { list.append(Restriction.violations(in: program)) }
        if scope.isAtomic {
            list.report("what a program does cannot be taken back inside atomic", at: program.range)
        }
        for word in program.words { check(word) }
    }

    private mutating func check(_ stages: [Stage], of fields: [FieldSpecification]) -> ValueType {
        var fields = fields
        var result: ValueType?
        for stage in stages {
            if result == .integer {
                list.report("a stage needs rows, and count gives a number", at: stage.range)
                return .any
            }
            switch stage.kind {
            case .filter(let condition): check(condition, fields, in: .stage)
            case .sort(let keys): for key in keys { check(key.field, fields) }
            case .columns(let names):
                for name in names { check(name, fields) }
                fields = fields.filter { field in
                    names.contains { $0.name == field.name || field.matches($0.name) }
                }
            case .first(let count): checkCount(count)
            case .count: result = .integer
            case .each(let block):
                checkEach(block, fields)
                result = .any
            }
        }
        return result ?? .rows(fields)
    }

    /// Checks the block of `each`, in which the row's fields are variables.
    private mutating func checkEach(_ block: Block, _ fields: [FieldSpecification]) {
        scope.forget(block.assigned)
        let outer = scope
        for (name, type) in Self.types(of: fields) {
            scope.variables[name] = type
            scope.local.insert(name)
        }
        if fields.isEmpty || fields.contains(where: { $0.name.hasSuffix(".*") }) { scope.isOpen = true }
        check(block)
        let inner = scope
        scope = outer
        for name in block.assigned where inner.variables[name] != nil { scope.variables[name] = .any }
    }

    private mutating func checkCount(_ word: Word) {
        check(word)
        guard let text = word.literal else { return }
        guard let number = Int64(text), number >= 0 else {
            return list.report("\"\(text)\" is no number of rows", at: word.range, hint: "first 20")
        }
    }

    private mutating func check(_ field: NamedRange, _ fields: [FieldSpecification]) {
        guard !fields.isEmpty,
            !fields.contains(where: { $0.name == field.name || $0.matches(field.name) })
        else { return }
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
        let types = scope.variables
        let checker = ConditionChecker(
            fields: fields,
            in: place,
            variables: { name, field in
                guard let field else { return types[name] ?? .any }
                guard case .record(let entries) = types[name] else { return .any }
                return entries[field] ?? .any
            },
            errorsBefore: list.count
        )
        let checked = checker.check(condition)
        list.append(checked.diagnostics)
        for (name, field, range) in checked.variables { check(variable: name, field: field, at: range) }
    }

    /// Looks into the file of a `source` whose name is written out.
    private mutating func include(_ bound: BoundCommand) {
        guard case .word(let word)? = bound.arguments["file"]?.first, let name = word.literal,
            let source = load?(name, including.last)
        else { return }
        // Who includes himself is told so when it happens: an if may stand around it.
        guard !including.contains(source.name), including.count < 16 else { return }
        including.append(source.name)
        defer { including.removeLast() }
        let result = Parser.parse(source)
        let outer = list
        list = DiagnosticList()
        for statement in result.script.statements {
            check(Block(statements: [statement], range: statement.range))
        }
        let found = (result.diagnostics + list.found).sorted { $0.range.lowerBound < $1.range.lowerBound }
        list = outer
        for diagnostic in found.prefix(ErrorReport.shownLimit) {
            let place = source.location(of: diagnostic.range.lowerBound)
            list.report(
                "in \(source.name):\(place.line):\(place.column): \(diagnostic.message)",
                at: word.range,
                hint: diagnostic.hint
            )
        }
    }
}
