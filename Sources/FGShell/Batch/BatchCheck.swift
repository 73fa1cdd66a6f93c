import FGCore
import FGLanguage

/// The first pass over scripts: everything that is wrong with them, in the order of the text.
struct BatchCheck {
    /// What scripts before define is known to those behind.
    var checker: Checker
    private(set) var report = ErrorReport()
    /// The parts that were checked, while they are few: they need not be parsed again.
    private(set) var parts: [[ScriptPart]] = []
    /// Whether a statement may change something.
    private(set) var changes = false
    private var size = 0
    private var count = 0

    /// Parts of so many bytes in all are kept.
    private static let keptLimit = 256 << 10

    init(checker: Checker) {
        self.checker = checker
    }

    /// Whether every part was kept; a script of one statement is in memory as a whole in any case.
    var hasAll: Bool { size <= Self.keptLimit || count <= 1 }

    /// Checks a script whole, whose relative paths start in `folder`; behind bytes that are not UTF-8 nothing is
    /// looked at.
    ///
    /// - Throws: `CancellationError`, or the system's error.
    mutating func check(_ text: ScriptText, in folder: FilePath?) throws {
        if !checker.isRestricted { checker.load = Interpreter.loader(in: folder) }
        var rest = ScriptParts(text)
        parts.append([])
        do {
            while let part = try rest.next() {
                try Task.checkCancellation()
                let found = part.diagnostics + checker.check(part.script)
                report.add(found.sorted { $0.range.lowerBound < $1.range.lowerBound }, in: part.source)
                changes =
                    changes
                    || part.script.statements.contains {
                        StatementEffect(of: $0, checker.table) == .changes
                    }
                size += part.source.bytes.count
                count += 1
                if hasAll { parts[parts.count - 1].append(part) } else { parts = [[]] }
            }
        } catch let error as SourceError {
            report.add(error.diagnostics, in: error.source)
        }
    }
}
