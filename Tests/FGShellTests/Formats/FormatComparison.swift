import FGCommands
import FGCore
import FGLanguage
import Testing

/// What a command wrote in a format, held against the document that it wrote as JSON.
struct FormatComparison {
    let call: FormatCall
    let format: OutputFormat
    let written: String

    private var name: Testing.Comment { "\(call.statement) as \(format)" }

    /// Expects the values of a document in what was written.
    func expectSame(as document: JSONDocument, _ signature: CommandSignature) throws {
        let isTexts = signature.results.contains { $0.shape == .texts }
        switch document {
        case .text(let text):
            if format == .jsonl {
                #expect(try JSONDocument(written) == document, name)
            } else {
                #expect(written == (text.hasSuffix("\n") ? text : text + "\n"), name)
            }
        case .list(let elements) where isTexts: try expect(texts: elements)
        case .object(let members): try expect(rows: [members], isRecord: true, signature)
        case .list(let elements):
            let rows = elements.compactMap { element -> [String: JSONDocument]? in
                if case .object(let members) = element { return members }
                return nil
            }
            try expect(rows: rows, isRecord: false, signature)
        default: Issue.record("a result of no known shape: \(name)")
        }
    }

    /// Expects a line for each text, escaped as cells are.
    private func expect(texts: [JSONDocument]) throws {
        switch format {
        case .jsonl: #expect(try JSONDocument(written) == .list(texts), name)
        case .csv, .tsv:
            let lines = try format == .csv ? DelimitedReader.csv(written) : DelimitedReader.tsv(written)
            #expect(lines.map { JSONDocument.text(($0.first ?? nil) ?? "") } == texts, name)
        default:
            let lines = written.split(separator: "\n").map { JSONDocument.text(String($0)) }
            #expect(lines == texts, name)
        }
    }

    private func expect(
        rows: [[String: JSONDocument]],
        isRecord: Bool,
        _ signature: CommandSignature
    ) throws {
        let fields = signature.results.flatMap(\.fields).map { ($0.name, $0.type) }
        let types = Dictionary(fields) { first, _ in first }
        switch format {
        case .jsonl:
            let lines = try written.split(separator: "\n").map { try JSONDocument($0) }
            let found = lines.map { line -> [String: JSONDocument] in
                if case .object(let members) = line { return members }
                return [:]
            }
            expectSame(found, rows)
        case .csv, .tsv:
            let lines = try format == .csv ? DelimitedReader.csv(written) : DelimitedReader.tsv(written)
            let header = try #require(lines.first, name).map { $0 ?? "" }
            let found = try lines.dropFirst().map { line in
                try #require(line.count == header.count, name)
                let cells = try zip(header, line).map { column, cell in
                    (column, try JSONDocument(cell: cell, of: types[column] ?? .text))
                }
                return Dictionary(uniqueKeysWithValues: cells)
            }
            expectSame(found, rows)
        default: expectShown(rows, isRecord: isRecord, types)
        }
    }

    /// Expects the same fields in the same rows; those that differ from run to run need only be there.
    private func expectSame(_ found: [[String: JSONDocument]], _ rows: [[String: JSONDocument]]) {
        #expect(found.count == rows.count, name)
        for (found, expected) in zip(found, rows) {
            #expect(Set(found.keys) == Set(expected.keys), name)
            for (key, value) in expected where isCompared(key) {
                #expect(found[key] == value, "\(call.statement) as \(format): \(key)")
            }
        }
    }

    private func isCompared(_ key: String) -> Bool {
        call.isRepeatable || !FormatCall.volatile.contains(key)
    }

    /// Expects the values in the text for people, each as people see it.
    private func expectShown(
        _ rows: [[String: JSONDocument]],
        isRecord: Bool,
        _ types: [String: FieldSpecification.FieldType]
    ) {
        let text = Self.squeezed(written)
        let hasEveryField = format == .vertical || isRecord
        for row in rows {
            for (key, value) in row where isCompared(key) {
                guard hasEveryField || written.contains(key.uppercased()) else { continue }
                let type = types[key] ?? .text
                let shown = format == .plain ? plain(value) : value.shown(as: type)
                #expect(
                    text.contains(Self.squeezed(shown)),
                    "\(call.statement) as \(format): \(key) \(shown)"
                )
            }
        }
        if format == .table, !isRecord {
            #expect(written.split(separator: "\n").count == rows.count + 1, name)
        }
    }

    private func plain(_ value: JSONDocument) -> String {
        switch value {
        case .null: ""
        case .list(let elements): elements.map { $0.shown(as: .text) }.joined(separator: ",")
        default: value.shown(as: .integer)
        }
    }

    /// A text without blanks, line ends and the commas that join lines: what columns and wrapping change.
    private static func squeezed(_ text: String) -> String {
        String(text.replacing("\\u{d}", with: "").filter { !$0.isWhitespace && $0 != "," })
    }
}
