import FGCore
import FGLanguage

/// Some whole statements of a script.
struct ScriptPart: Sendable {
    let source: Source
    let script: Script
    /// What the grammar finds wrong.
    let diagnostics: [Diagnostic]
}

/// Cuts a script into parts of whole statements, so that a long one needs no more memory than its longest statement.
struct ScriptParts {
    let text: ScriptText
    private var offset = 0
    private var line = 1

    /// How much is read at once.
    private static let size = 64 << 10
    /// How long a statement may be; a quote that is not closed makes one of all that follows.
    private static let limit = 64 << 20

    init(_ text: ScriptText) {
        self.text = text
    }

    /// The next part; nil at the end.
    ///
    /// - Throws: `SourceError` for bytes that are not UTF-8 and for a statement that is too long, or the system's error.
    mutating func next() throws -> ScriptPart? {
        guard offset < text.count else { return nil }
        var size = Self.size
        while true {
            guard let part = try part(of: size) else {
                // Each time all of it is parsed again.
                size *= 4
                continue
            }
            return part
        }
    }

    /// The part that begins here and has at most so many bytes; nil when the first statement is longer.
    private mutating func part(of size: Int) throws -> ScriptPart? {
        var bytes = try text.read(size, at: offset)
        let isLast = offset + bytes.count >= text.count
        if !isLast {
            guard let newline = bytes.lastIndex(of: UInt8(ascii: "\n")) else { return try grown(bytes) }
            bytes.removeSubrange((newline + 1)...)
        }
        let source = try Source(name: text.name, bytes: bytes, firstLine: line)
        let result = Parser.parse(source)
        if isLast || result.open == nil {
            pass(bytes.count, in: source, source.bytes.count)
            return ScriptPart(source: source, script: result.script, diagnostics: result.diagnostics)
        }
        let end = result.lastStart
        guard end > 0 else { return try grown(bytes) }
        pass(end + bytes.count - source.bytes.count, in: source, end)
        return ScriptPart(
            source: source,
            script: result.script.prefix(before: end),
            diagnostics: result.diagnostics.filter { $0.range.lowerBound < end }
        )
    }

    private mutating func pass(_ count: Int, in source: Source, _ end: Int) {
        offset += count
        line = source.line(of: end)
    }

    /// Nil, to read more.
    private func grown(_ bytes: [UInt8]) throws -> ScriptPart? {
        guard bytes.count > Self.limit / 2 else { return nil }
        let source = try Source(name: text.name, bytes: bytes, firstLine: line)
        throw SourceError(
            [
                Diagnostic(
                    "this statement is longer than \(ByteCount(Int64(Self.limit)))",
                    at: 0..<1,
                    hint: "is a quote or a bracket not closed?"
                )
            ],
            in: source
        )
    }
}
