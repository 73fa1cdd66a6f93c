/// What gives a value: the right side of `let`, what `for` walks through, what `if` decides by.
package struct Expression: Sendable, Hashable {
    /// The kinds of expression.
    package indirect enum Kind: Sendable, Hashable {
        /// A literal, a variable, or text with variables in it.
        case word(Word)
        /// `( pipeline )`: the result of a command.
        case pipeline(Pipeline)
        /// `( expression )`.
        case group(Expression)
        /// `[a, b]`.
        case list([Expression])
        /// `{ name = a, size = 4GiB }`.
        case record([Entry])
        /// `not a`.
        case not(Expression)
        case binary(Operator, Expression, Expression)
    }

    /// A name and its value in a record.
    package struct Entry: Sendable, Hashable {
        package let name: NamedRange
        package let value: Expression
    }

    /// What stands between two values; each with blanks around it.
    package enum Operator: String, Sendable, Hashable, CaseIterable {
        case or
        case and
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case like = "~"
        case isIn = "in"
        case plus = "+"
        case minus = "-"
        case times = "*"
        case divided = "/"
        case modulo = "%"

        /// How tightly it binds: `or` least, `*` most.
        package var precedence: Int {
            switch self {
            case .or: 0
            case .and: 1
            case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .like, .isIn: 2
            case .plus, .minus: 3
            case .times, .divided, .modulo: 4
            }
        }
    }

    package let kind: Kind
    package let range: SourceRange

    package init(_ kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}
