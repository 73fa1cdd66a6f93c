package import FGCore

extension FieldSpecification {
    /// Whether a name is one of the open family of fields that this one stands for: `property.*`.
    package func matches(_ name: String) -> Bool {
        self.name.hasSuffix(".*") && name.hasPrefix(self.name.dropLast())
            && name.utf8.count >= self.name.utf8.count
    }
}

extension FieldSpecification.FieldType {
    /// The comparisons that go with the type.
    package var operators: [Condition.Operator] {
        switch self {
        case .text, .texts: [.equal, .notEqual, .like]
        case .flag: [.equal, .notEqual]
        case .integer, .size, .duration, .date, .version:
            [.equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual]
        }
    }

    /// The value that a literal means for the type; nil if it is no literal of it.
    package func value(of text: String) -> Value? {
        switch self {
        case .text, .texts: .text(text)
        case .integer: Int64(text).map { .integer($0) }
        case .size: ByteCount(parsing: text).map { .size($0) }
        case .duration: TimeSpan(parsing: text).map { .duration($0) }
        case .date:
            Timestamp(parsing: text).map { .date($0) } ?? TimeSpan(parsing: text).map { .duration($0) }
        case .version: .version(DebianVersion(text))
        case .flag: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
        }
    }

    /// What a literal of the type is called in messages.
    var description: String {
        switch self {
        case .text, .texts: "text"
        case .integer: "whole number"
        case .size: "size"
        case .duration: "duration"
        case .date: "date or age"
        case .version: "version"
        case .flag: "true or false"
        }
    }

    /// How a literal of the type is written.
    var example: String {
        switch self {
        case .text, .texts: "write a word or quoted text"
        case .integer: "write it like 42"
        case .size: "write it like 2GiB"
        case .duration: "write it like 30d or 90s"
        case .date: "write it like 2026-09-01, or an age like 30d"
        case .version: "write it like 4.1"
        case .flag: "write true or false"
        }
    }
}
