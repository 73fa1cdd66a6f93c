import FGCore

/// Reads texts and versions as what they stand beside, since a word on its own does not say what it is.
enum Coercion {
    /// Two values of one kind, for an order; as they are where they are of two kinds that have none.
    static func comparable(_ left: Value, _ right: Value) -> (Value, Value) {
        switch (left, right) {
        case (.text(let first), .text(let second)):
            if let first = Value.quantity(first), let second = Value.quantity(second),
                ValueType(of: first) == ValueType(of: second)
            {
                return (first, second)
            }
            return (left, right)
        case (.text(let text), _): return (read(text, like: right) ?? left, right)
        case (_, .text(let text)): return (left, read(text, like: left) ?? right)
        // A size is compared with a plain number of bytes, as in conditions.
        case (.integer(let bytes), .size): return (.size(ByteCount(bytes)), right)
        case (.size, .integer(let bytes)): return (left, .size(ByteCount(bytes)))
        case (.version(let version), _): return (read(version.text, like: right) ?? left, right)
        case (_, .version(let version)): return (left, read(version.text, like: left) ?? right)
        default: return (left, right)
        }
    }

    /// Two values for arithmetic: a text is a quantity if it looks like one, a version such as `1.5` a number.
    static func numbers(_ left: Value, _ right: Value) -> (Value, Value) {
        let (first, second) = (number(left), number(right))
        if case (.text, .text) = (left, right), ValueType(of: first) != ValueType(of: second) {
            let isAge =
                [ValueType.date, .duration].contains(ValueType(of: first))
                && [ValueType.date, .duration].contains(ValueType(of: second))
            return isAge ? (first, second) : (left, right)
        }
        return (first, second)
    }

    private static func number(_ value: Value) -> Value {
        switch value {
        case .text(let text): Value.quantity(text) ?? value
        case .version(let version): Double(version.text).map { .decimal($0) } ?? value
        default: value
        }
    }

    private static func read(_ text: String, like value: Value) -> Value? {
        switch value {
        case .integer, .decimal:
            Int64(text).map { .integer($0) } ?? (text.contains(".") ? Double(text).map { .decimal($0) } : nil)
        case .size: ByteCount(parsing: text).map { .size($0) }
        case .duration: TimeSpan(parsing: text).map { .duration($0) }
        case .date: Timestamp(parsing: text).map { .date($0) }
        case .version: .version(DebianVersion(text))
        case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
        default: nil
        }
    }
}
