import FGCore
import FGLanguage
import FGSite
import FGTerminal
import Glibc

/// The loop of the interactive shell: read, check, run, again.
struct Prompt {
    let state: ShellState

    /// Runs until `exit` or the end of the input, and gives the exit status.
    func run() async throws -> Int32 {
        let editor = LineEditor(history: (try? state.historyStore?.lines()) ?? [])
        let completer = Completer(session: state.session)
        while true {
            if let leaving = state.leaving { return leaving }
            let line = state.signals.idling(on: editor.modes) {
                editor.read(
                    prompt: text,
                    isComplete: { Parser.parse(Source(name: "<prompt>", text: $0)).open == nil },
                    complete: { text, offset in completer.candidates(for: text, at: offset) }
                )
            }
            switch line {
            case .end:
                Terminal.write("\n", to: 1)
                return state.lastStatus
            case .interrupted: state.lastStatus = 130
            case .line(let line):
                guard line.contains(where: { !$0.isWhitespace }) else { continue }
                if !state.session.location.isReadOnly { try? state.historyStore?.add(line) }
                editor.remember(line)
                _ = await Batch.run(Source(name: "<prompt>", text: line), folder: nil, state)
            }
        }
    }

    /// `user@project[image]> `, with `#` for administrators and the status of a failed statement.
    private var text: String {
        let session = state.session
        let image = session.selectedImage.map { "[\($0)]" } ?? ""
        let status = state.lastStatus == 0 ? "" : "(\(state.lastStatus)) "
        return "\(status)\(session.user)@\(session.project)\(image)\(session.isAdministrator ? "#" : ">") "
    }
}
