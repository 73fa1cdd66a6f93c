import Dispatch
import FGCore
import FGLanguage
import Glibc

/// Runs a text so that Ctrl-C ends the running operation cleanly.
enum Batch {
    /// Runs a text and gives the exit status; an interrupt cancels the operation, whose work is undone.
    static func run(_ source: Source, folder: FilePath?, _ state: ShellState) async -> Int32 {
        let task = Task { await Interpreter(state: state, folder: folder).run(source) }
        signal(SIGINT, SIG_IGN)
        let sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { task.cancel() }
            source.resume()
            return source
        }
        let status = await task.value
        for source in sources { source.cancel() }
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_DFL) }
        return status
    }
}
