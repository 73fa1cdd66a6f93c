import FGCore
import FGProcess
import FGTerminal

extension ShellState {
    func edit(_ file: FilePath) async throws {
        if mode.isRestricted {
            throw FGError(
                .denied,
                "a restricted shell runs no programs",
                hint: "the shell was started with --restricted"
            )
        }
        var command = try EditorProgram.command(on: file)
        // What is piped into a batch is its statements, and not for the editor.
        if !canAsk { command.input = .bytes([]) }
        let status = try await signals.lending { [command] in try await command.runAttached() }
        guard status == 0 else {
            throw FGError(
                .failed,
                "the editor ended with status \(status); nothing was changed",
                hint: "$VISUAL or $EDITOR names another"
            )
        }
    }
}
