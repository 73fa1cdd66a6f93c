import FGCommands
import FGCore
import FGGenerator
import FGLanguage

extension Interpreter {
    /// Checks scripts against the commands there are, and against what a shell was taught before.
    ///
    /// Files that `source` names are seen from `folder`.
    static func checker(_ state: ShellState?, _ mode: ShellMode, in folder: FilePath?) -> Checker {
        var checker = Checker(
            table: CommandRegistry.table,
            templateKeywords: TemplateKeyword.allCases.map(\.rawValue),
            variables: state?.globals.own.mapValues { ValueType(of: $0) } ?? [:]
        )
        checker.isRestricted = mode.isRestricted
        checker.isAtomic = mode.isTransaction
        if !mode.isRestricted { checker.load = loader(in: folder) }
        for command in state?.definedCommands ?? [] {
            checker.define(command.definition.name.name, parameters: command.definition.parameters.count)
        }
        for alias in state?.aliases ?? [] { checker.define(alias) }
        return checker
    }

    /// Everything that is wrong with a text.
    static func check(
        _ source: Source,
        _ state: ShellState?,
        in folder: FilePath?
    ) -> (Script, [Diagnostic]) {
        let result = Parser.parse(source)
        var checker = checker(state, state?.mode ?? ShellMode(), in: folder)
        let found = result.diagnostics + checker.check(result.script)
        return (result.script, found.sorted { $0.range.lowerBound < $1.range.lowerBound })
    }

    /// Reads files before scripts run: only plain ones, for the others say something else each time.
    static func loader(in folder: FilePath?) -> @Sendable (String, String?) -> Source? {
        { name, including in
            let path = FilePath(name)
            let folder = including.map { FilePath($0).parent } ?? folder
            let file = folder.map { path.resolved(in: $0) } ?? path
            guard let status = file.status(), status.kind == .file, status.size <= 1 << 20 else { return nil }
            return try? Source(file: file)
        }
    }

    /// Runs the statements of a file in the place of one that names it.
    ///
    /// - Throws: `SourceError` with all that is wrong with it, and what its statements throw, with their places.
    func runIncluded(_ source: Source) async throws {
        let (script, diagnostics) = Self.check(source, state, in: folder)
        guard diagnostics.isEmpty else { throw SourceError(diagnostics, in: source) }
        _ = try await StatementRun(interpreter: self, source: source).run(script.statements)
    }
}
