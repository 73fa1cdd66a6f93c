import FGCore
import Synchronization

/// What variables mean where a statement runs; names that are not here are looked up outside.
final class Scope: Sendable {
    /// Who made the scope.
    enum Kind: Sendable {
        /// The shell: its variables stay until it ends.
        case shell
        /// A call of a command that a script defined: what is set here ends with it.
        case call
        /// Names for a block, such as the fields of a row, which statements do not set.
        case names
    }

    private let kind: Kind
    private let outer: Scope?
    private let values: Mutex<[String: Value]>

    init(_ kind: Kind, _ values: [String: Value] = [:], outside outer: Scope? = nil) {
        self.kind = kind
        self.outer = outer
        self.values = Mutex(values)
    }

    /// The value of a name; nil when it has none.
    func value(_ name: String) -> Value? {
        if let value = values.withLock({ $0[name] }) { return value }
        return outer?.value(name)
    }

    /// The value of a name or of a field of it; nil when there is none.
    func value(_ name: String, field: String?) -> Value? {
        guard let field else { return value(name) }
        // A row's field may have a dot in its name, such as that of a property.
        if kind == .names, let value = values.withLock({ $0["\(name).\(field)"] }) { return value }
        switch values.withLock({ $0[name] }) {
        case .record(let record): return record[field]
        case .table(let table):
            guard let column = table.columns.firstIndex(where: { $0.name == field }) else { return nil }
            return table.rows.first?[column]
        case nil: return outer?.value(name, field: field)
        default: return nil
        }
    }

    /// Sets a variable, of the call that runs or of the shell.
    func define(_ name: String, _ value: Value) {
        guard kind == .names, let outer else { return values.withLock { $0[name] = value } }
        outer.define(name, value)
    }

    /// A copy of all variables as they are now, which later statements do not change.
    var frozen: Scope {
        var values: [String: Value] = [:]
        var scope: Scope? = self
        while let next = scope {
            values.merge(next.own) { inner, _ in inner }
            scope = next.outer
        }
        return Scope(.call, values)
    }

    /// The variables of this scope alone.
    var own: [String: Value] { values.withLock { $0 } }
}
