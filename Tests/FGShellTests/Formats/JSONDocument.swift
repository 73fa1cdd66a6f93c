import FGCore
import FGLanguage
import FoundationEssentials

/// A JSON document as it was read.
indirect enum JSONDocument: Decodable, Hashable {
    case null
    case bool(Bool)
    case number(Int64)
    case text(String)
    case list([JSONDocument])
    case object([String: JSONDocument])

    init(_ text: some StringProtocol) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(String(text).utf8))
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let flag = try? container.decode(Bool.self) {
            self = .bool(flag)
        } else if let number = try? container.decode(Int64.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let elements = try? container.decode([JSONDocument].self) {
            self = .list(elements)
        } else {
            self = .object(try container.decode([String: JSONDocument].self))
        }
    }

    /// A cell of a format for programs, read as a value of a field's type.
    init(cell: String?, of type: FieldSpecification.FieldType) throws {
        guard let cell else {
            self = .null
            return
        }
        switch type {
        case .text, .version, .date: self = .text(cell)
        case .integer, .size, .duration: self = Int64(cell).map { .number($0) } ?? .text(cell)
        case .flag: self = cell == "true" ? .bool(true) : cell == "false" ? .bool(false) : .text(cell)
        case .texts: self = try JSONDocument(cell)
        }
    }

    /// The value as people see it in a cell of a table.
    func shown(as type: FieldSpecification.FieldType) -> String {
        switch (self, type) {
        case (.null, _): "-"
        case (.bool(let flag), _): flag ? "true" : "false"
        case (.number(let number), .size): ByteCount(number).description
        case (.number(let number), .duration): TimeSpan(seconds: number).description
        case (.number(let number), _): String(number)
        case (.text(let text), _): text
        case (.list(let elements), _): elements.map { $0.shown(as: .text) }.joined(separator: "\n")
        case (.object, _): ""
        }
    }
}
