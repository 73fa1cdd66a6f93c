package import FGCore

/// A condition of the language: what `where` takes, in a pipeline and as the catalog's query.
///
/// Parsed once and checked against a list of fields; then either compiled to SQL or evaluated on rows.
package struct Condition: Sendable, Hashable {
    /// The kinds of condition.
    package indirect enum Kind: Sendable, Hashable {
        /// Both hold.
        case and(Condition, Condition)
        /// At least one holds.
        case or(Condition, Condition)
        /// It does not hold.
        case not(Condition)
        /// A flag on its own: `verified`.
        case flag(String)
        /// A field against a literal: `size < 2GiB`.
        case comparison(field: String, Operator, Operand)
        /// A field against a set of literals: `arch in (x86_64, arm64)`.
        case membership(field: String, [Operand])
        /// A package is in the inventory: `package openmpi`, `package openmpi >= 4.1`.
        case package(name: Operand, PackageVersion?)
    }

    /// A required version of a package.
    package struct PackageVersion: Sendable, Hashable {
        package let comparison: Operator
        package let version: Operand

        package init(comparison: Operator, version: Operand) {
            self.comparison = comparison
            self.version = version
        }
    }

    /// The comparisons; `like` matches a pattern with `*` and `?`.
    package enum Operator: String, Sendable, Hashable, CaseIterable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case like = "~"
    }

    /// What a field is compared with.
    package struct Operand: Sendable, Hashable {
        /// The kinds of operand.
        package enum Kind: Sendable, Hashable {
            /// A literal of its own type; a bare word or quoted text is `.text`.
            case literal(Value)
            /// `$name` or `$name.field`, looked up when the statement runs.
            case variable(String, field: String?)
            /// `me`: the user who asks.
            case me
        }

        package let kind: Kind
        package let range: SourceRange

        package init(_ kind: Kind, range: SourceRange) {
            self.kind = kind
            self.range = range
        }
    }

    package let kind: Kind
    package let range: SourceRange

    package init(_ kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}
