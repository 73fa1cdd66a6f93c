package import FGCore

extension Condition {
    /// The condition with every operand a literal of its field's type, ready to be evaluated or compiled.
    ///
    /// `me` stands for `user`; `variable` gives the value of `$name` or `${name.field}`, nil if there is none.
    /// - Throws: `usage` for a field, variable or value that does not fit.
    package func resolved(
        fields: [FieldSpecification],
        user: String,
        variable: (String, String?) -> Value? = { _, _ in nil }
    ) throws -> Condition {
        func operand(_ operand: Operand, _ type: FieldSpecification.FieldType) throws -> Operand {
            let text: String
            switch operand.kind {
            case .me: text = user
            case .literal(.text(let literal)): text = literal
            case .literal: return operand
            case .variable(let name, let field):
                guard let value = variable(name, field) else {
                    throw FGError(.usage, "the variable $\(name) is not defined")
                }
                text = value.literal
            }
            guard let value = type.value(of: text) else {
                throw FGError(.usage, "\"\(text)\" is no \(type.description)", hint: type.example)
            }
            return Operand(.literal(value), range: operand.range)
        }
        func type(_ name: String) throws -> FieldSpecification.FieldType {
            guard let field = fields.first(where: { $0.name == name || $0.matches(name) }) else {
                throw FGError(.usage, "no field is called \"\(name)\"")
            }
            return field.type
        }
        func resolve(_ condition: Condition) throws -> Condition {
            let kind: Kind =
                switch condition.kind {
                case .and(let left, let right): .and(try resolve(left), try resolve(right))
                case .or(let left, let right): .or(try resolve(left), try resolve(right))
                case .not(let inner): .not(try resolve(inner))
                case .flag(let name): .flag(name)
                case .comparison(let name, let comparison, let value):
                    .comparison(field: name, comparison, try operand(value, type(name)))
                case .membership(let name, let values):
                    .membership(field: name, try values.map { try operand($0, type(name)) })
                case .package(let name, let version):
                    .package(
                        name: try operand(name, .text),
                        try version.map {
                            PackageVersion(
                                comparison: $0.comparison,
                                version: try operand($0.version, .version)
                            )
                        }
                    )
                }
            return Condition(kind, range: condition.range)
        }
        return try resolve(self)
    }
}

extension Condition.Operand {
    /// The literal of a resolved operand; null for one that is not resolved.
    package var value: Value {
        if case .literal(let value) = kind { return value }
        return .null
    }
}
