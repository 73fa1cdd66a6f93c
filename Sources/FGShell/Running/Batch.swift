import FGCore
import FGLanguage

/// Runs a text so that Ctrl-C ends the running operation cleanly.
enum Batch {
    /// Runs a text and gives the exit status; an interrupt cancels the operation, whose work is undone.
    static func run(_ source: Source, folder: FilePath?, _ state: ShellState) async -> Int32 {
        let task = Task { await Interpreter(state: state, folder: folder).run(source) }
        let status = await state.signals.cancelling(task)
        guard let ending = state.signals.ending else { return status }
        state.leave(status: ending)
        return ending
    }
}
