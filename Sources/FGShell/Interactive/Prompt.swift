import FGCore
import FGLanguage
import FGSite
import FGTerminal

/// The loop of the interactive shell: read, check, run, again.
struct Prompt {
    let state: ShellState

    /// Runs until `exit` or the end of the input, and gives the exit status.
    func run() async throws -> Int32 {
        let editor = LineEditor()
        let completer = Completer(session: state.session, state: state)
        let text = PromptText(state: state)
        defer { WindowTitle.giveBack() }
        while true {
            state.showNotices()
            if let leaving = state.leaving, await state.mayLeave() { return leaving }
            WindowTitle.show(text.title)
            let line = state.signals.idling(on: editor.modes) {
                editor.read(
                    prompt: text.prompt,
                    recall: { state.history.recallable },
                    isComplete: { Parser.parse(Source(name: "<prompt>", text: $0)).open == nil },
                    complete: { text, offset in completer.completion(of: text, at: offset) }
                )
            }
            switch line {
            case .end:
                Terminal.write("\n", to: 1)
                state.leave(status: state.lastStatus)
            case .interrupted: state.lastStatus = 130
            case .line(let line):
                guard line.contains(where: { !$0.isWhitespace }) else { continue }
                _ = await state.recorded(line) {
                    await Batch.run(Source(name: "<prompt>", text: line), folder: nil, state)
                }
            }
        }
    }
}
