import FGCore

/// Compares two values of expressions.
enum Comparison {
    /// Whether a comparison holds; one of two values without an order between them is equal only to itself.
    ///
    /// - Throws: `usage` for an order between values that have none.
    static func holds(_ left: Value, _ infix: Expression.Operator, _ right: Value) throws -> Bool {
        let (first, second) = Coercion.comparable(left, right)
        if let order = order(first, second), let comparison = Condition.Operator(rawValue: infix.rawValue) {
            return comparison.holds(order)
        }
        switch infix {
        case .equal: return first == second
        case .notEqual: return first != second
        default:
            throw FGError(.usage, Arithmetic.message(ValueType(of: left), infix, ValueType(of: right)))
        }
    }

    /// Negative, zero or positive; nil where there is no order.
    private static func order(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.integer(let first), .integer(let second)): Order.of(first, second)
        case (.size(let first), .size(let second)): Order.of(first, second)
        case (.duration(let first), .duration(let second)): Order.of(first, second)
        case (.date(let first), .date(let second)): Order.of(first, second)
        case (.version(let first), .version(let second)): DebianVersion.compare(first, second)
        // By bytes, as the catalog compares.
        case (.text(let first), .text(let second)):
            first.utf8.elementsEqual(second.utf8)
                ? 0 : first.utf8.lexicographicallyPrecedes(second.utf8) ? -1 : 1
        default:
            if let first = left.number, let second = right.number { Order.of(first, second) } else { nil }
        }
    }
}
