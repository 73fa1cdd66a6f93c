/// A text with places for values: `{user}@{project}{[image]} `.
///
/// What stands in the braces beside the name is shown only with a value that is not empty; `{{` is a brace.
package struct PlaceholderText: Sendable, Hashable {
    private enum Part: Sendable, Hashable {
        case text(String)
        case value(before: String, name: String, after: String)
    }

    private let parts: [Part]

    /// Reads a text.
    ///
    /// - Throws: `usage` for a brace that is not closed and for a name that is not in `names`.
    package init(_ text: String, names: [String]) throws {
        var parts: [Part] = []
        var plain = ""
        var rest = text[...]
        while let character = rest.popFirst() {
            guard character == "{" else {
                plain.append(character)
                continue
            }
            if rest.first == "{" {
                plain.append(rest.removeFirst())
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                throw FGError(.usage, "a { is not closed", hint: "write {name}, and {{ for a brace itself")
            }
            let inside = rest[..<end]
            rest = rest[rest.index(after: end)...]
            let before = inside.prefix { !Self.isOfName($0) }
            let name = inside.dropFirst(before.count).prefix(while: Self.isOfName)
            guard names.contains(String(name)) else {
                throw FGError(
                    .usage,
                    "there is no placeholder {\(name)}",
                    hint: NearestName.hint(for: String(name), in: names)
                        ?? "there are \(names.joined(separator: ", "))"
                )
            }
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = ""
            let after = inside[name.endIndex...]
            parts.append(.value(before: String(before), name: String(name), after: String(after)))
        }
        self.parts = parts + (plain.isEmpty ? [] : [.text(plain)])
    }

    /// The text with the values in their places; an empty value leaves nothing.
    package func filled(_ value: (String) -> String) -> String {
        parts.map { part in
            switch part {
            case .text(let text): return text
            case .value(let before, let name, let after):
                let value = value(name)
                return value.isEmpty ? "" : before + value + after
            }
        }.joined()
    }

    private static func isOfName(_ character: Character) -> Bool { character.isASCII && character.isLetter }
}
