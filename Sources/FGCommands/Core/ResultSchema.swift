import FGCore
package import FGLanguage
import FoundationEssentials

/// The JSON Schema of what a command gives with `set format json`, from the command table.
///
/// Source: JSON Schema draft 2020-12.
package struct ResultSchema {
    private let signature: CommandSignature

    package init(_ signature: CommandSignature) {
        self.signature = signature
    }

    /// The schema as a file has it: keys sorted, indented.
    package var text: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
        }
    }

    private var document: Tree {
        var members: [String: Tree] = [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": .text(signature.name),
            "description": .text(signature.summary),
        ]
        let given = signature.results.filter { $0.shape != .nothing }
        switch given.count {
        case 0: members["not"] = .object([:])
        case 1: members.merge(Self.members(of: given[0])) { first, _ in first }
        default: members["anyOf"] = .list(given.map { .object(Self.members(of: $0)) })
        }
        return .object(members)
    }

    private static func members(of result: ResultSpecification) -> [String: Tree] {
        var members: [String: Tree] =
            switch result.shape {
            case .nothing: ["not": .object([:])]
            case .text: ["type": "string"]
            case .texts: ["type": "array", "items": .object(["type": "string"])]
            case .record: object(result)
            case .rows: ["type": "array", "items": .object(object(result))]
            }
        if let condition = result.condition { members["title"] = .text(condition) }
        return members
    }

    private static func object(_ result: ResultSpecification) -> [String: Tree] {
        let properties = result.fields.map { ($0.name, Tree.object(property($0))) }
        return [
            "type": "object",
            "properties": .object(Dictionary(properties) { first, _ in first }),
            "required": .list(result.fields.map(\.name).sorted().map { .text($0) }),
            "additionalProperties": result.isOpen ? .object(["type": ["string", "null"]]) : .bool(false),
        ]
    }

    /// A field: what is missing is null, and only lists and flags never are.
    private static func property(_ field: FieldSpecification) -> [String: Tree] {
        var members: [String: Tree] = ["description": .text(field.summary)]
        switch field.type {
        case .text, .version: members["type"] = ["string", "null"]
        case .integer: members["type"] = ["integer", "null"]
        case .size:
            members["type"] = ["integer", "null"]
            members["minimum"] = .integer(0)
            members["description"] = .text(field.summary + ", in bytes")
        case .duration:
            members["type"] = ["integer", "null"]
            members["description"] = .text(field.summary + ", in seconds")
        case .date:
            members["type"] = ["string", "null"]
            members["format"] = "date-time"
        case .flag: members["type"] = "boolean"
        case .texts:
            members["type"] = "array"
            members["items"] = .object(["type": "string"])
        }
        if !field.values.isEmpty { members["enum"] = .list(field.values.map { .text($0) } + [.null]) }
        return members
    }

    /// A JSON document.
    private indirect enum Tree: Encodable, ExpressibleByStringLiteral, ExpressibleByArrayLiteral {
        case null
        case bool(Bool)
        case integer(Int64)
        case text(String)
        case list([Tree])
        case object([String: Tree])

        init(stringLiteral text: String) { self = .text(text) }
        init(arrayLiteral elements: Tree...) { self = .list(elements) }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .null: try container.encodeNil()
            case .bool(let flag): try container.encode(flag)
            case .integer(let number): try container.encode(number)
            case .text(let text): try container.encode(text)
            case .list(let elements): try container.encode(elements)
            case .object(let members): try container.encode(members)
            }
        }
    }
}
