import FGCore

/// Checks a condition against the fields there are: names, operators, types of literals.
struct ConditionChecker {
    /// Where a condition stands.
    enum Place {
        /// In a command, which asks the catalog.
        case command
        /// After `|`, where rows are filtered by their fields.
        case stage
    }

    /// The fields there are; empty when nobody knows before the command runs.
    let fields: [FieldSpecification]
    private let place: Place
    /// What is known of a variable or a field of one.
    private let typeOf: (String, String?) -> ValueType
    private var list: DiagnosticList
    private var variables: [(name: String, field: String?, range: SourceRange)] = []

    init(
        fields: [FieldSpecification],
        in place: Place,
        variables: @escaping (String, String?) -> ValueType,
        errorsBefore: Int
    ) {
        self.fields = fields
        self.place = place
        typeOf = variables
        list = DiagnosticList(after: errorsBefore)
    }

    /// What is wrong, and the variables used with their places.
    func check(_ condition: Condition) -> (
        diagnostics: [Diagnostic], variables: [(name: String, field: String?, range: SourceRange)]
    ) {
        var checker = self
        checker.visit(condition)
        return (checker.list.found, checker.variables)
    }

    private mutating func visit(_ condition: Condition) {
        switch condition.kind {
        case .and(let left, let right), .or(let left, let right):
            visit(left)
            visit(right)
        case .not(let inner): visit(inner)
        case .flag(let name): visitFlag(name, condition.range)
        case .comparison(let name, let comparison, let operand):
            visit(operand, of: field(name, condition.range), comparison, condition.range)
        case .membership(let name, let operands):
            let field = field(name, condition.range)
            for operand in operands { visit(operand, of: field, .equal, condition.range) }
        case .package(let name, let version):
            if place == .stage {
                list.report(
                    "these rows have no packages",
                    at: condition.range,
                    hint: "ask the catalog: image list where package NAME"
                )
            }
            note(name)
            if let version {
                note(version.version)
                if version.comparison == .like {
                    list.report("versions are compared with == != < <= > >=", at: version.version.range)
                }
            }
        }
    }

    private mutating func visitFlag(_ name: String, _ range: SourceRange) {
        guard let field = field(name, range), field.type != .flag else { return }
        list.report(
            "\"\(name)\" is a \(field.type.rawValue) and stands not alone in a condition",
            at: range,
            hint: "compare it: \(name) == VALUE"
        )
    }

    private mutating func visit(
        _ operand: Condition.Operand,
        of field: FieldSpecification?,
        _ comparison: Condition.Operator,
        _ range: SourceRange
    ) {
        note(operand)
        guard let field else { return }
        guard field.type.operators.contains(comparison) else {
            let allowed = field.type.operators.map(\.rawValue).joined(separator: " ")
            return list.report(
                "\(comparison.rawValue) does not go with \(field.name)",
                at: range,
                hint: "use \(allowed)"
            )
        }
        if case .variable(let name, let inner) = operand.kind {
            let type = typeOf(name, inner)
            if !type.fits(field.type) {
                list.report(
                    "$\(name)\(inner.map { "." + $0 } ?? "") is \(type.description), and \(field.name) is compared with a \(field.type.description)",
                    at: operand.range,
                    hint: field.type.example
                )
            }
        }
        guard case .literal(.text(let text)) = operand.kind else { return }
        guard field.type.value(of: text) != nil else {
            return list.report(
                "\"\(text)\" is no \(field.type.description)",
                at: operand.range,
                hint: field.type.example
            )
        }
        if !field.values.isEmpty, comparison == .equal || comparison == .notEqual,
            !field.values.contains(text)
        {
            list.report(
                "\(field.name) is never \"\(text)\"",
                at: operand.range,
                hint: NearestName.hint(for: text, in: field.values)
                    ?? "it is one of \(field.values.joined(separator: ", "))"
            )
        }
    }

    private mutating func note(_ operand: Condition.Operand) {
        if case .variable(let name, let field) = operand.kind {
            variables.append((name, field, operand.range))
        }
    }

    private mutating func field(_ name: String, _ range: SourceRange) -> FieldSpecification? {
        if let field = fields.first(where: { $0.name == name || $0.matches(name) }) { return field }
        guard !fields.isEmpty else { return nil }
        list.report(
            "no field is called \"\(name)\"",
            at: range.lowerBound..<range.lowerBound + name.utf8.count,
            hint: NearestName.hint(for: name, in: fields.map(\.name))
                ?? "fields are \(fields.map(\.name).joined(separator: ", "))"
        )
        return nil
    }
}
