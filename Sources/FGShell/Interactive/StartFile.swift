import FGCore
import FGLanguage
import FGProcess

/// The statements that every interactive shell begins with: `shellrc` in `$XDG_CONFIG_HOME/fgshell`.
enum StartFile {
    /// Runs the file if there is one; what is wrong in it is shown, and everything else runs all the same.
    static func run(_ state: ShellState) async {
        guard let path, path.exists else { return }
        do {
            let source = try Source(file: path)
            let interpreter = Interpreter(state: state, folder: path.parent)
            _ = await state.signals.waiting { await run(source, interpreter) }
        } catch let error as SourceError {
            state.output.report(error.rendered, state)
        } catch {
            state.output.note("\(path): \(Output.known(error).message)\n")
        }
        state.lastStatus = 0
    }

    private static func run(_ source: Source, _ interpreter: Interpreter) async {
        let state = interpreter.state
        let (script, diagnostics) = Interpreter.check(source, state, in: interpreter.folder)
        if !diagnostics.isEmpty {
            state.output.report(SourceError(diagnostics, in: source).rendered, state)
        }
        func line(_ offset: Int) -> Int { source.line(of: offset) }
        let wrong = Set(diagnostics.map { line($0.range.lowerBound) })
        for statement in script.statements {
            let lines = line(statement.range.lowerBound)...line(statement.range.upperBound)
            guard wrong.isDisjoint(with: lines) else { continue }
            var tally = BatchTally()
            _ = await interpreter.run(Script(statements: [statement], comments: []), in: source, &tally)
            if state.leaving != nil || Task.isCancelled { return }
        }
    }

    private static var path: FilePath? {
        func folder(_ name: String) -> FilePath? {
            ProcessEnvironment.variable(name).flatMap { $0.hasPrefix("/") ? FilePath($0) : nil }
        }
        let settings = folder("XDG_CONFIG_HOME") ?? folder("HOME").map { $0 / ".config" }
        return settings.map { $0 / "fgshell" / "shellrc" }
    }
}
