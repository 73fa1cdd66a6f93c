import FGCore
import FGLanguage

/// Reads the arguments of one template line, each once, and says where a wrong one stands.
struct TemplateLineReader {
    static let hostPattern = #"[a-z0-9]([a-z0-9-]*[a-z0-9])?"#
    static let userPattern = #"[a-z_][a-z0-9_-]{0,31}"#

    let line: TemplateLine
    /// The folder that files are seen from.
    let folder: FilePath
    let keyword: TemplateKeyword
    /// The facts that the line sets, each with the part of the line that does.
    private(set) var facts: [(key: TemplateFacts.Key, range: SourceRange)] = []
    private let parameters: TemplateParameters
    private var unread: [TemplateArgument]
    private var hasReadWord = false
    private var lastRange: SourceRange

    init(line: TemplateLine, folder: FilePath, keyword: TemplateKeyword, parameters: TemplateParameters) {
        self.line = line
        self.folder = folder
        self.keyword = keyword
        self.parameters = parameters
        unread = line.arguments
        lastRange = line.range
    }

    /// Notes that the argument that was read last sets a fact.
    mutating func set(_ subject: String = "") {
        facts.append((TemplateFacts.Key(keyword, subject), lastRange))
    }

    /// The next argument without a name.
    mutating func optionalWord() throws -> String? {
        // `make=4.3` pins a package: there, nothing has a name before an `=`.
        let takesNames = keyword == .package
        guard let index = unread.firstIndex(where: { $0.name == nil || takesNames }) else { return nil }
        let argument = unread.remove(at: index)
        lastRange = argument.range
        return (argument.name.map { $0.name + "=" } ?? "") + (try text(argument.value))
    }

    /// The next argument without a name, which must be there.
    mutating func word(_ meaning: String) throws -> String {
        if let word = try optionalWord() { return word }
        throw Diagnostic("\(keyword.rawValue) needs \(meaning)", at: line.range, hint: keyword.usage)
    }

    /// The next of several arguments without a name, of which there is at least one; nil after the last.
    mutating func nextWord(_ meaning: String) throws -> String? {
        defer { hasReadWord = true }
        return try hasReadWord ? optionalWord() : word(meaning)
    }

    /// The next argument without a name, which must match a pattern as a whole.
    mutating func matching(_ meaning: String, _ pattern: String) throws -> String {
        let text = try word(meaning)
        guard Self.fits(text, pattern) else {
            throw wrong("\"\(text)\" is not \(meaning)", hint: keyword.usage)
        }
        return text
    }

    /// The next argument without a name, one of fixed words.
    mutating func choice(_ words: [String]) throws -> String {
        let text = try word(words.joined(separator: ", "))
        guard words.contains(text) else {
            throw wrong(
                "\"\(text)\" is none of \(words.joined(separator: ", "))",
                hint: NearestName.hint(for: text, in: words)
            )
        }
        return text
    }

    /// The value of a named argument; nil when it is not there.
    mutating func named(_ name: String) throws -> String? {
        guard let index = unread.firstIndex(where: { $0.name?.name == name }) else { return nil }
        let argument = unread.remove(at: index)
        lastRange = argument.range
        return try text(argument.value)
    }

    /// All values of a named argument that may stand several times.
    mutating func allNamed(_ name: String) throws -> [String] {
        var values: [String] = []
        while let value = try named(name) { values.append(value) }
        return values
    }

    /// What a file outside holds, whose name was read last.
    ///
    /// - Throws: a diagnostic there for what cannot be read, is larger or is no regular file: reading that may never end.
    func bytes(ofFile name: String, limit: Int) throws -> [UInt8] {
        let path = FilePath(name).resolved(in: folder)
        do {
            if let status = path.status(), status.kind != .file, status.kind != .folder {
                throw FGError(.invalid, "\(path) is no regular file")
            }
            return try path.readBytes(limit: limit)
        } catch let error as FGError {
            throw wrong(error.message, hint: "the path is seen from \(folder)")
        }
    }

    /// Checks that every argument was read.
    func finish() throws {
        guard let extra = unread.first else { return }
        let what = extra.name.map { "no \($0.name)=" } ?? "no further words"
        throw Diagnostic("\(keyword.rawValue) takes \(what)", at: extra.range, hint: keyword.usage)
    }

    /// A diagnostic at the argument that was read last.
    func wrong(_ message: String, hint: String? = nil) -> Diagnostic {
        Diagnostic(message, at: lastRange, hint: hint ?? keyword.usage)
    }

    /// Whether a text matches a pattern as a whole.
    static func fits(_ text: String, _ pattern: String) -> Bool {
        guard let pattern = try? TextPattern(parsing: pattern) else { return false }
        return pattern.fits(text)
    }

    private func text(_ word: Word) throws -> String {
        do {
            let text = try parameters.text(word)
            guard !text.contains("\u{0}") else { throw Diagnostic("the text has a NUL", at: word.range) }
            return text
        } catch let error as FGError {
            throw Diagnostic(error.message, at: word.range, hint: "declare it: parameter NAME default=VALUE")
        }
    }
}
