extension Arithmetic {
    /// The type of an operator's value; nil when it does not go with the types.
    static func type(_ left: ValueType, _ infix: Expression.Operator, _ right: ValueType) -> ValueType? {
        switch infix {
        case .or, .and:
            return isFlag(left) && isFlag(right) ? .bool : nil
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return isComparable(left, right, ordered: infix != .equal && infix != .notEqual) ? .bool : nil
        case .like: return .bool
        case .isIn:
            switch right {
            case .any, .list, .rows: return .bool
            default: return nil
            }
        default: return computed(left, infix, right)
        }
    }

    static func isFlag(_ type: ValueType) -> Bool { type == .any || type == .bool }

    private static func isComparable(_ left: ValueType, _ right: ValueType, ordered: Bool) -> Bool {
        switch (left, right) {
        case (.list, _), (_, .list), (.record, _), (_, .record), (.rows, _), (_, .rows), (.bool, _),
            (_, .bool):
            return !ordered || left == .any || right == .any
        default:
            return left.isFlexible || right.isFlexible || left == right || (isNumber(left) && isNumber(right))
                || [left, right] == [.integer, .size] || [left, right] == [.size, .integer]
        }
    }

    private static func isNumber(_ type: ValueType) -> Bool { type == .integer || type == .decimal }

    private static func computed(
        _ left: ValueType,
        _ infix: Expression.Operator,
        _ right: ValueType
    ) -> ValueType? {
        if left.isFlexible || right.isFlexible { return .any }
        switch (left, infix, right) {
        case (.integer, .divided, .integer): return .any
        case (.integer, _, .integer): return .integer
        case (.date, .plus, .duration), (.duration, .plus, .date), (.date, .minus, .duration): return .date
        case (.date, .minus, .date): return .duration
        case (.size, .plus, .size), (.size, .minus, .size), (.size, .modulo, .size): return .size
        case (.duration, .plus, .duration), (.duration, .minus, .duration), (.duration, .modulo, .duration):
            return .duration
        case (.size, .divided, .size), (.duration, .divided, .duration): return .any
        case (.size, .times, let other), (.size, .divided, let other), (let other, .times, .size):
            return isNumber(other) ? .size : nil
        case (.duration, .times, let other), (.duration, .divided, let other), (let other, .times, .duration):
            return isNumber(other) ? .duration : nil
        case (.list, .plus, .list): return left == right ? left : .list(.any)
        default: return isNumber(left) && isNumber(right) ? .decimal : nil
        }
    }
}
