package import FGCore

/// Says whether a resolved condition holds for a row.
///
/// A comparison with a missing value does not hold, and neither does a missing flag; `not` turns the answer round.
/// A date is compared with a moment, or with a duration as an age: `used > 30d` holds for longer ago than that.
/// Several texts are equal to a text when one of them is. The catalog compiles the same rules to SQL.
package struct ConditionEvaluator: Sendable {
    private let condition: Condition
    private let now: Timestamp

    /// Takes a condition that `Condition.resolved` made.
    package init(_ condition: Condition, now: Timestamp) {
        self.condition = condition
        self.now = now
    }

    /// Whether the condition holds; `row` gives a field's value, nil when the row has no such field.
    ///
    /// - Throws: `usage` when `package` is asked of rows that have none.
    package func matches(_ row: (String) -> Value?) throws -> Bool {
        try matches(condition, row)
    }

    private func matches(_ condition: Condition, _ row: (String) -> Value?) throws -> Bool {
        switch condition.kind {
        case .and(let left, let right): return try matches(left, row) && matches(right, row)
        case .or(let left, let right): return try matches(left, row) || matches(right, row)
        case .not(let inner): return try !matches(inner, row)
        case .flag(let name): return row(name) == .bool(true)
        case .comparison(let name, let comparison, let operand):
            return compare(row(name) ?? .null, comparison, operand.value)
        case .membership(let name, let operands):
            let value = row(name) ?? .null
            return operands.contains { compare(value, .equal, $0.value) }
        case .package:
            throw FGError(
                .usage,
                "these rows have no packages",
                hint: "ask the catalog: image list where package NAME"
            )
        }
    }

    private func compare(_ value: Value, _ comparison: Condition.Operator, _ operand: Value) -> Bool {
        switch (value, operand) {
        case (.null, _): return false
        case (.list(let values), _):
            let any = values.contains { compare($0, comparison == .notEqual ? .equal : comparison, operand) }
            return comparison == .notEqual ? !any : any
        case (.text(let left), .text(let right)):
            return comparison == .like
                ? Glob.matches(left, pattern: right)
                // By characters as they are stored: the catalog knows no composed and decomposed forms.
                : comparison.holds(left.utf8.elementsEqual(right.utf8) ? 0 : 1)
        case (.bool(let left), .bool(let right)): return comparison.holds(left == right ? 0 : 1)
        case (.integer(let left), .integer(let right)): return comparison.holds(Order.of(left, right))
        case (.size(let left), .size(let right)): return comparison.holds(Order.of(left, right))
        case (.duration(let left), .duration(let right)):
            return comparison.holds(Order.of(left, right))
        case (.date(let left), .date(let right)): return comparison.holds(Order.of(left, right))
        case (.date(let time), .duration(let age)):
            return comparison.holds(Order.of(now.seconds - time.seconds, age.seconds))
        case (.version(let left), .version(let right)):
            return comparison.holds(DebianVersion.compare(left, right))
        default: return false
        }
    }
}
