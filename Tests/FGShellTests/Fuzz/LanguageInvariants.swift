import FGCore
import FGLanguage

/// What holds for every text, whatever stands in it.
///
/// The program of `Tests/Fuzz` is built from this file too, so it knows of no test library and no service.
struct LanguageInvariants {
    /// What does not hold for a text.
    struct Violation: Error {
        let text: String
    }

    let table: CommandTable
    let templateKeywords: [String]

    /// Runs all that reads texts over some bytes.
    ///
    /// - Throws: `Violation`.
    func hold(for bytes: [UInt8]) throws(Violation) {
        let source: Source
        do {
            source = try Source(name: "fuzz", bytes: bytes)
        } catch let error as SourceError {
            try places(of: error.diagnostics, in: error.source, "reading")
            source = error.source
        } catch {
            throw Violation(text: "reading fails with \(error)")
        }
        let result = Parser.parse(source)
        try places(of: result.diagnostics, in: source, "parsing")
        guard 0...source.bytes.count ~= result.lastStart else {
            throw Violation(text: "the last statement starts at \(result.lastStart)")
        }
        try order(of: result.script, in: source)
        var checker = Checker(table: table, templateKeywords: templateKeywords)
        try places(of: checker.check(result.script), in: source, "checking")
        if result.diagnostics.isEmpty { try formatting(of: result.script, in: source) }
        for offset in Self.cursors(in: source) { try completion(at: offset, in: source) }
    }

    /// Errors say a place that is there, and can be shown.
    private func places(of diagnostics: [Diagnostic], in source: Source, _ pass: String) throws(Violation) {
        for diagnostic in diagnostics {
            let range = diagnostic.range
            guard range.lowerBound >= 0, range.upperBound <= source.bytes.count else {
                throw Violation(text: "\(pass) finds \"\(diagnostic.message)\" at \(range), outside the text")
            }
            guard Self.isBoundary(range.lowerBound, in: source) else {
                throw Violation(
                    text: "\(pass) finds \"\(diagnostic.message)\" at \(range), inside a character"
                )
            }
            guard diagnostic.rendered(in: source).contains("error: ") else {
                throw Violation(text: "\"\(diagnostic.message)\" cannot be shown")
            }
        }
    }

    /// Statements and comments stand one behind the other.
    private func order(of script: Script, in source: Source) throws(Violation) {
        for ranges in [script.statements.map(\.range), script.comments.map(\.range)] {
            var end = 0
            for range in ranges {
                guard range.lowerBound >= end, range.upperBound <= source.bytes.count else {
                    throw Violation(text: "a statement or comment at \(range) behind one that ends at \(end)")
                }
                end = range.upperBound
            }
        }
    }

    /// The canonical form means the same, has the same comments, and is its own canonical form.
    private func formatting(of script: Script, in source: Source) throws(Violation) {
        let once = ScriptFormatter.format(source, script)
        let again = Source(name: "fuzz", text: once)
        let result = Parser.parse(again)
        guard result.diagnostics.isEmpty else {
            let message = result.diagnostics.map(\.message).joined(separator: ", ")
            throw Violation(text: "formatted as \(once.debugDescription), where \(message)")
        }
        let (before, after) = (Self.outline(script, source), Self.outline(result.script, again))
        guard before == after else {
            throw Violation(text: "formatted as \(once.debugDescription), \(after) instead of \(before)")
        }
        guard script.comments.map(\.text) == result.script.comments.map(\.text) else {
            throw Violation(text: "formatted as \(once.debugDescription), with other comments")
        }
        let twice = ScriptFormatter.format(again, result.script)
        guard once == twice else {
            throw Violation(
                text: "formatted as \(once.debugDescription), and again as \(twice.debugDescription)"
            )
        }
    }

    private static func outline(_ script: Script, _ source: Source) -> [String] {
        script.statements.flatMap { SyntaxOutline.lines(of: $0, in: source) }
    }

    /// What completion replaces ends at the cursor and begins in the text.
    private func completion(at offset: Int, in source: Source) throws(Violation) {
        let context = CompletionContext.at(offset, in: source, table: table)
        let range = context.replaced
        guard range.lowerBound >= 0, range.upperBound <= offset, Self.isBoundary(range.lowerBound, in: source)
        else { throw Violation(text: "completion at \(offset) replaces \(range)") }
    }

    /// Places of a cursor: all in a short text, else some.
    static func cursors(in source: Source) -> [Int] {
        let count = source.bytes.count
        return Array(stride(from: 0, through: count, by: max(1, count / 24))) + [count]
    }

    private static func isBoundary(_ offset: Int, in source: Source) -> Bool {
        offset == source.bytes.count || source.bytes[offset] & 0xc0 != 0x80
    }
}
