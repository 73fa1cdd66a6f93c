import FGCore
import FGLanguage
import FGTerminal

/// Runs scripts so that a signal ends the running operation cleanly.
enum Batch {
    /// Runs a text that was typed and gives the exit status.
    static func run(_ source: Source, folder: FilePath?, _ state: ShellState) async -> Int32 {
        await cancelling(state) { await Interpreter(state: state, folder: folder).run(source) }
    }

    /// Reads scripts to their ends, checks them all, and runs them in order; gives the exit status.
    static func run(_ inputs: [ScriptInput], _ state: ShellState, _ options: ResumeOptions) async -> Int32 {
        await cancelling(state) {
            await reporting(state) {
                var run = BatchRun(state: state, options)
                let status = try await run.run(try inputs.map { try $0.read() })
                return await state.finishJobs(after: status)
            }
        }
    }

    /// Runs each statement of standard input as it comes, and gives the exit status.
    static func runStream(_ state: ShellState) async -> Int32 {
        await cancelling(state) {
            await reporting(state) {
                var run = StreamRun(state: state)
                return await state.finishJobs(after: try await run.run())
            }
        }
    }

    /// Checks scripts without running them, and gives the exit status.
    static func check(_ inputs: [ScriptInput], _ mode: ShellMode) throws -> Int32 {
        var check = BatchCheck(checker: Interpreter.checker(nil, mode, in: nil))
        for input in inputs {
            let script = try input.read()
            try check.check(script.text, in: script.folder)
        }
        guard !check.report.isEmpty else { return 0 }
        Terminal.write(check.report.rendered + "\n", to: 2)
        return FGError.Code.usage.exitStatus
    }

    /// A signal cancels the operation, whose work is undone, and may end the shell; a second one leaves it behind.
    private static func cancelling(
        _ state: ShellState,
        _ body: @escaping @Sendable () async -> Int32
    ) async -> Int32 {
        let status = await state.signals.waiting(body)
        if status == nil {
            let rest = state.isInteractive ? "; it may still hold what it works on" : ""
            state.output.note("fgshell: error: left what ran before it had ended\(rest)\n")
            state.lastStatus = FGError.Code.cancelled.exitStatus
        }
        guard let ending = state.signals.ending else { return status ?? FGError.Code.cancelled.exitStatus }
        state.leave(status: ending)
        return ending
    }

    /// The status of what went wrong with a script as a whole.
    private static func reporting(_ state: ShellState, _ body: () async throws -> Int32) async -> Int32 {
        do {
            return try await body()
        } catch is CancellationError {
            return FGError.Code.cancelled.exitStatus
        } catch {
            let known = Output.known(error)
            state.output.note("fgshell: error: \(known.message)\n")
            if let hint = known.hint { state.output.note("\(hint)\n") }
            return known.code.exitStatus
        }
    }
}
