/// What a command returns and a variable holds.
public enum Value: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case decimal(Double)
    case text(String)
    /// A page of Markdown, which terminals show with headings and lists.
    case markdown(String)
    case size(ByteCount)
    case duration(TimeSpan)
    case date(Timestamp)
    case version(DebianVersion)
    case list([Value])
    case record(Record)
    case table(Table)
}

/// Named values in a fixed order.
public struct Record: Sendable, Hashable {
    /// A name and its value.
    public struct Field: Sendable, Hashable {
        /// The name, lower case with dashes.
        public let name: String
        /// The value.
        public let value: Value

        /// Pairs a name and a value.
        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// The fields in order, each name once.
    public let fields: [Field]

    /// Takes fields in order.
    public init(_ fields: [Field]) {
        self.fields = fields
    }

    /// The value of a field; nil when there is none of that name.
    public subscript(name: String) -> Value? {
        fields.first { $0.name == name }?.value
    }
}

/// Rows of values under named columns.
public struct Table: Sendable, Hashable {
    /// A column of a table.
    public struct Column: Sendable, Hashable {
        /// The name, lower case with dashes.
        public let name: String
        /// Whether it is shown when the user names no columns.
        public let isDefault: Bool

        /// Names a column.
        public init(_ name: String, isDefault: Bool = true) {
            self.name = name
            self.isDefault = isDefault
        }
    }

    /// The columns in order.
    public let columns: [Column]
    /// The rows; each has a value for every column.
    public let rows: [[Value]]

    /// Takes columns and rows; each row must have a value for every column.
    public init(columns: [Column], rows: [[Value]]) {
        precondition(rows.allSatisfy { $0.count == columns.count }, "a row has a value for every column")
        self.columns = columns
        self.rows = rows
    }
}
