package import FGCore

/// What the operators of expressions do with values.
enum Arithmetic {
    /// The value of an operator between two values.
    ///
    /// - Throws: `usage` for values that it does not go with, for an overflow, and for a division by zero.
    static func value(_ left: Value, _ infix: Expression.Operator, _ right: Value) throws -> Value {
        switch infix {
        case .or, .and:
            let (first, second) = (try flag(left, of: infix), try flag(right, of: infix))
            return .bool(infix == .or ? first || second : first && second)
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return .bool(try Comparison.holds(left, infix, right))
        case .like:
            return .bool(Glob.matches(left.literal, pattern: right.literal))
        case .isIn:
            guard let values = right.elements else {
                throw FGError(.usage, "in needs a list, not \(ValueType(of: right).description)")
            }
            return .bool(try values.contains { try Comparison.holds(left, .equal, $0) })
        case .plus, .minus, .times, .divided, .modulo:
            let (first, second) = Coercion.numbers(left, right)
            guard let value = try computed(first, infix, second) else {
                throw FGError(.usage, message(ValueType(of: left), infix, ValueType(of: right)))
            }
            return value
        }
    }

    /// The truth of a value.
    ///
    /// - Throws: `usage` for one that is neither true nor false.
    static func flag(_ value: Value, of infix: Expression.Operator? = nil) throws -> Bool {
        if case .bool(let flag) = value { return flag }
        let place = infix.map { "\"\($0.rawValue)\"" } ?? "a condition"
        throw FGError(
            .usage,
            "\(place) needs true or false, not \(ValueType(of: value).description)",
            hint: "compare it: VALUE == …"
        )
    }

    static func message(_ left: ValueType, _ infix: Expression.Operator, _ right: ValueType) -> String {
        let infixText = infix.rawValue
        return "\(infixText) does not go with \(left.description) and \(right.description)"
    }

    private static func computed(_ left: Value, _ infix: Expression.Operator, _ right: Value) throws -> Value?
    {
        switch (left, infix, right) {
        case (.list(let first), .plus, .list(let second)): return .list(first + second)
        case (.text(let first), .plus, .text(let second)): return .text(first + second)
        case (.integer(let first), _, .integer(let second)): return try whole(first, infix, second)
        case (.date(let time), .plus, .duration(let span)), (.duration(let span), .plus, .date(let time)):
            return .date(Timestamp(seconds: try exact(time.seconds, .plus, span.seconds)))
        case (.date(let time), .minus, .duration(let span)):
            return .date(Timestamp(seconds: try exact(time.seconds, .minus, span.seconds)))
        case (.date(let first), .minus, .date(let second)):
            return .duration(TimeSpan(seconds: try exact(first.seconds, .minus, second.seconds)))
        case (.size(let first), _, .size(let second)):
            return try alike(first.bytes, infix, second.bytes) { .size(ByteCount($0)) }
        case (.duration(let first), _, .duration(let second)):
            return try alike(first.seconds, infix, second.seconds) { .duration(TimeSpan(seconds: $0)) }
        case (.size(let size), .times, let factor), (.size(let size), .divided, let factor),
            (let factor, .times, .size(let size)):
            return try scaled(size.bytes, infix, factor).map { .size(ByteCount($0)) }
        case (.duration(let span), .times, let factor), (.duration(let span), .divided, let factor),
            (let factor, .times, .duration(let span)):
            return try scaled(span.seconds, infix, factor).map { .duration(TimeSpan(seconds: $0)) }
        default:
            guard let first = left.number, let second = right.number else { return nil }
            return try decimal(first, infix, second)
        }
    }

    private static func whole(_ left: Int64, _ infix: Expression.Operator, _ right: Int64) throws -> Value {
        if infix == .divided, right != 0, left != .min, left % right != 0 {
            return .decimal(Double(left) / Double(right))
        }
        return .integer(try exact(left, infix, right))
    }

    /// Two quantities of one kind: their quotient is a number, all else a quantity.
    private static func alike(
        _ left: Int64,
        _ infix: Expression.Operator,
        _ right: Int64,
        _ make: (Int64) -> Value
    ) throws -> Value? {
        switch infix {
        case .plus, .minus, .modulo: return make(try exact(left, infix, right))
        case .divided: return try whole(left, infix, right)
        default: return nil
        }
    }

    /// A quantity multiplied with a number or divided by one, rounded to the nearest whole.
    private static func scaled(_ quantity: Int64, _ infix: Expression.Operator, _ factor: Value) throws
        -> Int64?
    {
        if case .integer(let number) = factor, infix == .times || (number != 0 && quantity % number == 0) {
            return try exact(quantity, infix, number)
        }
        guard let number = factor.number else { return nil }
        guard infix == .times || number != 0 else { throw divisionByZero }
        let result = (infix == .times ? Double(quantity) * number : Double(quantity) / number).rounded()
        guard let exact = Int64(exactly: result) else { throw overflow }
        return exact
    }

    private static func decimal(_ left: Double, _ infix: Expression.Operator, _ right: Double) throws
        -> Value?
    {
        let result: Double
        switch infix {
        case .plus: result = left + right
        case .minus: result = left - right
        case .times: result = left * right
        case .divided:
            guard right != 0 else { throw divisionByZero }
            result = left / right
        case .modulo:
            guard right != 0 else { throw divisionByZero }
            result = left.truncatingRemainder(dividingBy: right)
        default: return nil
        }
        guard result.isFinite else { throw overflow }
        return .decimal(result)
    }

    private static func exact(_ left: Int64, _ infix: Expression.Operator, _ right: Int64) throws -> Int64 {
        let (result, isOver): (Int64, Bool)
        switch infix {
        case .plus: (result, isOver) = left.addingReportingOverflow(right)
        case .minus: (result, isOver) = left.subtractingReportingOverflow(right)
        case .times: (result, isOver) = left.multipliedReportingOverflow(by: right)
        default:
            guard right != 0 else { throw divisionByZero }
            (result, isOver) =
                infix == .divided
                ? left.dividedReportingOverflow(by: right)
                : left.remainderReportingOverflow(dividingBy: right)
        }
        guard !isOver else { throw overflow }
        return result
    }

    private static let overflow = FGError(.usage, "the result is too large")
    private static let divisionByZero = FGError(.usage, "a division by zero")
}

extension Value {
    /// The number that a value is; nil if it is none.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .decimal(let number): number
        default: nil
        }
    }

    /// The values of a list or the rows of a table as records; nil for what has none.
    package var elements: [Value]? {
        switch self {
        case .list(let values): values
        case .table(let table):
            table.rows.map { row in
                .record(Record(zip(table.columns, row).map { Record.Field($0.name, $1) }))
            }
        default: nil
        }
    }
}
