package import FGCore

/// A value that can be bound to a `?` of a statement.
package enum Binding: Sendable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

extension Binding {
    /// The value for people.
    package var text: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .text(let text): text
        case .blob(let bytes): "\(bytes.count) bytes"
        }
    }
}

/// A type whose values can be bound.
package protocol Bindable {
    /// The value as SQLite keeps it.
    var binding: Binding { get }
}

extension Binding: Bindable {
    package var binding: Binding { self }
}

extension Int: Bindable {
    package var binding: Binding { .integer(Int64(self)) }
}

extension Int32: Bindable {
    package var binding: Binding { .integer(Int64(self)) }
}

extension Int64: Bindable {
    package var binding: Binding { .integer(self) }
}

extension Bool: Bindable {
    package var binding: Binding { .integer(self ? 1 : 0) }
}

extension Double: Bindable {
    package var binding: Binding { .real(self) }
}

extension String: Bindable {
    package var binding: Binding { .text(self) }
}

extension Digest: Bindable {
    package var binding: Binding { .text(hex) }
}

extension Timestamp: Bindable {
    package var binding: Binding { .integer(seconds) }
}

extension Optional: Bindable where Wrapped: Bindable {
    package var binding: Binding { self?.binding ?? .null }
}
