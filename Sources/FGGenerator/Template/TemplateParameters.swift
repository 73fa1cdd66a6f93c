import FGCore
import FGLanguage

/// The values of a chain's parameters: given by the caller, else their defaults.
struct TemplateParameters: Sendable {
    /// Characters of a value that a pattern is asked of: the time grows with them.
    private static let lengthLimit = 65_536

    /// Thrown for a text with a parameter that has no value yet.
    struct OpenValue: Error {}

    private struct Parameter: Sendable {
        var value: String?
        var pattern: TextPattern?
        /// Where the value stands, if it is a default.
        var place: (source: Source, range: SourceRange)?
    }

    private var parameters: [String: Parameter] = [:]

    /// The value of each parameter.
    var values: [String: String] { parameters.compactMapValues(\.value) }

    /// Takes the parameters of all templates of a chain with their defaults; a child's line replaces its parent's.
    ///
    /// - Throws: `SourceError` for a pattern that is none.
    init(declaredIn chain: [TemplateLevel]) throws {
        for level in chain {
            for line in level.lines where line.line.keyword.name == TemplateKeyword.parameter.rawValue {
                try declare(line.line, line.source)
            }
        }
    }

    /// Takes the parameters of a chain, and values for them.
    ///
    /// - Throws: `SourceError` for a pattern that is none and for a default that does not fit it;
    ///   `invalid` for an argument that no parameter takes or that does not fit its pattern.
    init(_ chain: [TemplateLevel], arguments: [String: String]) throws {
        try self.init(chain, given: arguments)
        for name in namesWithoutValue {
            throw FGError(
                .invalid,
                "parameter \"\(name)\" has no value",
                hint: "give one: --set \(name)=VALUE"
            )
        }
    }

    /// Takes the parameters of a chain, and values for some of them.
    ///
    /// - Throws: as above, but not for a parameter without value.
    init(_ chain: [TemplateLevel], given arguments: [String: String]) throws {
        try self.init(declaredIn: chain)
        let names = names
        for (name, value) in arguments.sorted(by: { $0.key < $1.key }) {
            guard parameters[name] != nil else {
                throw FGError(
                    .invalid,
                    "the template has no parameter \"\(name)\"",
                    hint: NearestName.hint(for: name, in: names)
                        ?? (names.isEmpty ? nil : "it has \(names.joined(separator: ", "))")
                )
            }
            parameters[name]?.value = value
            parameters[name]?.place = nil
        }
        try checkPatterns()
    }

    /// The names of all parameters, sorted.
    var names: [String] { parameters.keys.sorted() }

    /// The parameters that have no value yet, sorted.
    var namesWithoutValue: [String] { parameters.filter { $1.value == nil }.keys.sorted() }

    /// Checks that the values there are fit their patterns.
    ///
    /// - Throws: `SourceError` for a default, `invalid` for a value from outside.
    func checkPatterns() throws {
        for name in parameters.keys.sorted() { try checkPattern(of: name) }
    }

    private mutating func declare(_ line: TemplateLine, _ source: Source) throws {
        guard let name = line.arguments.first?.value.literal else { return }
        var parameter = parameters[name] ?? Parameter()
        for argument in line.arguments.dropFirst() {
            switch argument.name?.name {
            case "default":
                parameter.value = argument.value.literal
                parameter.place = (source, argument.value.range)
            case "pattern": parameter.pattern = try Self.pattern(argument.value, source)
            default: break
            }
        }
        parameters[name] = parameter
    }

    private static func pattern(_ word: Word, _ source: Source) throws -> TextPattern {
        guard let text = word.literal else {
            let diagnostic = Diagnostic(
                "a pattern has no variables",
                at: word.range,
                hint: "put it in single quotes"
            )
            throw SourceError([diagnostic], in: source)
        }
        do {
            return try TextPattern(parsing: text)
        } catch {
            let range = word.range(ofText: error.range, in: source) ?? word.range
            let diagnostic = Diagnostic(
                "this is no pattern: \(error.message)",
                at: range,
                hint: "patterns have . [a-z] [^a-z] \\d \\w \\s (a|b) * + ? {2,3} and \\ before a mark"
            )
            throw SourceError([diagnostic], in: source)
        }
    }

    private func checkPattern(of name: String) throws {
        guard let parameter = parameters[name], let pattern = parameter.pattern, let value = parameter.value
        else { return }
        guard value.utf8.count <= Self.lengthLimit else {
            throw FGError(.invalid, "parameter \"\(name)\" is longer than \(Self.lengthLimit) bytes")
        }
        guard !pattern.fits(value) else { return }
        let message = "parameter \"\(name)\" is \"\(value)\", which does not fit \(pattern.text)"
        guard let place = parameter.place else {
            throw FGError(.invalid, message, hint: "give another value: --set \(name)=VALUE")
        }
        throw SourceError([Diagnostic(message, at: place.range)], in: place.source)
    }

    /// The text of a word, parameters filled in.
    ///
    /// - Throws: `usage` for a parameter that is not declared, `OpenValue` for one without value.
    func text(_ word: Word) throws -> String {
        try word.text { name, field in
            guard field == nil, let parameter = parameters[name] else { return nil }
            guard let value = parameter.value else { throw OpenValue() }
            return .text(value)
        }
    }
}
