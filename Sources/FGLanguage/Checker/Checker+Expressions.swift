import FGCore

extension Checker {
    /// Checks an expression and says what is known of its value.
    mutating func check(_ expression: Expression) -> ValueType {
        switch expression.kind {
        case .word(let word): return type(of: word)
        case .pipeline(let pipeline): return check(pipeline)
        case .group(let inner): return check(inner)
        case .list(let elements):
            let types = Set(elements.map { check($0) })
            return .list(types.count == 1 ? types.first ?? .any : .any)
        case .record(let entries):
            var types: [String: ValueType] = [:]
            for entry in entries { types[entry.name.name] = check(entry.value) }
            return .record(types)
        case .not(let inner):
            let type = check(inner)
            if !Arithmetic.isFlag(type) {
                list.report("not needs true or false, not \(type.description)", at: inner.range)
            }
            return .bool
        case .binary(let infix, let left, let right):
            let (first, second) = (check(left), check(right))
            if let type = Arithmetic.type(first, infix, second) { return type }
            list.report(Arithmetic.message(first, infix, second), at: expression.range)
            return .any
        }
    }

    private mutating func type(of word: Word) -> ValueType {
        check(word)
        guard word.parts.count == 1 else { return word.isRange ? .list(.integer) : .text }
        switch word.parts[0] {
        case .quoted: return .text
        case .variable(let name, let field):
            guard let field else { return scope.variables[name] ?? .any }
            switch scope.variables[name] {
            case .record(let types): return types[field] ?? .any
            case .rows(let fields):
                return fields.first { $0.name == field }.map { ValueType($0.type) } ?? .any
            default: return .any
            }
        case .bare(let text):
            do {
                return ValueType(of: try Value.range(text) ?? Value(bare: text))
            } catch {
                list.report((error as? FGError)?.message ?? "\(error)", at: word.range)
                return .any
            }
        }
    }

    mutating func check(_ word: Word) {
        for part in word.parts {
            if case .variable(let name, let field) = part {
                check(variable: name, field: field, at: word.range)
            }
        }
    }

    mutating func check(variable name: String, field: String?, at range: SourceRange) {
        guard let type = scope.variables[name] else {
            guard !scope.isOpen else { return }
            return list.report(
                "the variable $\(name) is not defined",
                at: range,
                hint: NearestName.hint(for: name, in: scope.variables.keys)
                    ?? "define it first: let \(name) = VALUE"
            )
        }
        guard let field else { return }
        let names: [String]
        switch type {
        case .any: return
        case .record(let types): names = types.keys.sorted()
        case .rows(let fields): names = fields.map(\.name)
        default:
            return list.report("$\(name) is \(type.description) and has no fields", at: range)
        }
        let isKnown = names.contains(field) || names.contains { $0.hasSuffix(".*") }
        guard !isKnown, !names.isEmpty else { return }
        list.report(
            "$\(name) has no field \"\(field)\"",
            at: range,
            hint: NearestName.hint(for: field, in: names) ?? "it has \(names.joined(separator: ", "))"
        )
    }
}
