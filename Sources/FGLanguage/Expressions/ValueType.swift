package import FGCore

/// What is known of a value before a script runs.
package indirect enum ValueType: Sendable, Hashable {
    /// Nothing.
    case any
    case bool
    case integer
    case decimal
    case text
    case size
    case duration
    case date
    case version
    case list(ValueType)
    case record([String: ValueType])
    /// Rows of these fields; none when nobody knows them before the command runs.
    case rows([FieldSpecification])

    /// The type of a value that is there.
    package init(of value: Value) {
        switch value {
        case .null: self = .any
        case .bool: self = .bool
        case .integer: self = .integer
        case .decimal: self = .decimal
        case .text, .markdown: self = .text
        case .size: self = .size
        case .duration: self = .duration
        case .date: self = .date
        case .version: self = .version
        case .list(let values):
            let types = Set(values.map(ValueType.init(of:)))
            self = .list(types.count == 1 ? types.first ?? .any : .any)
        case .record(let record):
            let pairs = record.fields.map { ($0.name, ValueType(of: $0.value)) }
            self = .record(Dictionary(pairs) { first, _ in first })
        case .table(let table):
            self = .rows(table.columns.map { FieldSpecification($0.name, .text, "") })
        }
    }

    /// The type of a field's values.
    init(_ type: FieldSpecification.FieldType) {
        self =
            switch type {
            // A missing value is no text, and a text may be one of anything.
            case .text: .any
            case .integer: .integer
            case .size: .size
            case .duration: .duration
            case .date: .date
            case .version: .version
            case .flag: .bool
            case .texts: .list(.text)
            }
    }

    /// What a message calls a value of the type: `a size`.
    var description: String {
        switch self {
        case .any: "a value"
        case .bool: "true or false"
        case .integer: "a whole number"
        case .decimal: "a number"
        case .text: "a text"
        case .size: "a size"
        case .duration: "a duration"
        case .date: "a date"
        case .version: "a version"
        case .list: "a list"
        case .record: "a record"
        case .rows: "rows"
        }
    }

    /// Whether a value of the type may turn out to be one of another: a text is read as what it stands beside.
    var isFlexible: Bool {
        switch self {
        case .any, .text, .version: true
        default: false
        }
    }

    /// Whether a field of that type can be compared with it.
    func fits(_ type: FieldSpecification.FieldType) -> Bool {
        switch (self, type) {
        case (.any, _), (.text, _), (.version, _), (_, .text), (_, .texts), (_, .version): true
        case (.bool, .flag), (.integer, .integer), (.integer, .size), (.size, .size): true
        case (.duration, .duration), (.duration, .date), (.date, .date): true
        default: false
        }
    }
}
