import FGCommands
import FGCore
import FGLanguage
import FGTerminal
import Glibc

/// Where the shell writes: results to standard output, everything else to standard error.
struct Output: Sendable {
    /// The format that was asked for on the command line; nil leaves it to the setting.
    let format: OutputFormat?
    /// The colours that were asked for on the command line; nil leaves them to the setting.
    var color: ColorChoice?
    /// How long work is to be shown, as the command line says; nil leaves it to the setting.
    var progress: ProgressMode?
    let terminal: Terminal
    /// Whether a person waits for each result: at a prompt, or for one command.
    var canPage = false
    /// Where everything that is shown is written too.
    var transcript: Transcript?

    /// The format in force.
    func format(_ state: ShellState) -> OutputFormat {
        if let format { return format }
        if let set = state.setting("format").flatMap(OutputFormat.init(rawValue:)) { return set }
        return terminal.outputIsTerminal ? .table : .tsv
    }

    /// How long work is shown.
    func progress(_ state: ShellState) -> ProgressMode {
        progress ?? state.setting("progress").flatMap(ProgressMode.init) ?? .auto
    }

    /// Who reads a text.
    enum Reader {
        /// The terminal, if standard output is one.
        case screen
        /// A file or a program.
        case other
    }

    /// The text of a value.
    func text(_ value: Value, for reader: Reader = .other, _ state: ShellState) -> String {
        renderer(for: reader, state).render(value)
    }

    /// What makes texts of values, as the settings say.
    func renderer(for reader: Reader, _ state: ShellState) -> Renderer {
        let null = state.setting("null") ?? "auto"
        let isOnTerminal = terminal.outputIsTerminal && reader == .screen
        return Renderer(
            format: format(state),
            width: isOnTerminal ? terminal.width : nil,
            null: null == "auto" ? nil : null,
            zone: state.setting("timezone").flatMap(TimeZoneName.init),
            hasColors: reader == .screen && hasColors(state)
        )
    }

    /// Writes a value to standard output.
    ///
    /// - Throws: as `write(_: String, _:)`.
    func write(_ value: Value, _ state: ShellState) throws {
        try write(text(value, for: .screen, state), state)
    }

    /// Writes a text to standard output; when nobody reads it any more, the shell ends without a word.
    ///
    /// - Throws: `CancellationError` when cancelled while nobody reads, or the system's error.
    func write(_ text: String, _ state: ShellState) throws {
        if let job = BackgroundJob.current { return job.write(text) }
        guard !ForegroundRun.isLeftBehind else { throw CancellationError() }
        transcript?.add(text, .result)
        if try Terminal.writeResult(text) == .readerGone { state.leave(status: Self.readerGone) }
    }

    /// Writes bytes to standard output; false when nobody reads them any more and the shell ends.
    ///
    /// - Throws: as `write(_: String, _:)`.
    func write(_ bytes: [UInt8], _ state: ShellState) throws -> Bool {
        if let job = BackgroundJob.current {
            job.write(String(decoding: bytes, as: UTF8.self))
            return true
        }
        guard !ForegroundRun.isLeftBehind else { throw CancellationError() }
        transcript?.add(String(decoding: bytes, as: UTF8.self), .result)
        if try StreamWriter.write(bytes, to: 1, named: "standard output") == .written { return true }
        state.leave(status: Self.readerGone)
        return false
    }

    /// The exit status of programs that end because nobody reads what they write: that of SIGPIPE.
    static let readerGone = 128 + SIGPIPE

    /// Writes a line or a part of one to standard error, what was written to standard output first.
    func note(_ text: String) {
        if let job = BackgroundJob.current { return job.write(text) }
        guard !ForegroundRun.isLeftBehind else { return }
        transcript?.add(text, .message)
        Terminal.write(text, to: 2)
    }

    /// Writes an error with its place: as text, or as a JSON document where JSON was asked for.
    func report(
        _ error: any Error,
        at range: SourceRange,
        in source: Source,
        isWarning: Bool,
        _ state: ShellState
    ) {
        switch error {
        case let placed as PlacedError:
            let place = placed.source ?? source
            report(placed.error, at: placed.range, in: place, isWarning: isWarning, state)
        case let error as SourceError: report(error.rendered, state)
        case let error as Diagnostic: report(error.rendered(in: source), state)
        default:
            let known = Self.known(error)
            if format(state) == .json || format(state) == .jsonl {
                let record = Record([
                    Record.Field("error", .text(known.code.word)),
                    Record.Field("message", .text(known.message)),
                    Record.Field("hint", known.hint.map { .text($0) } ?? .null),
                    Record.Field("place", .text(source.place(of: range))),
                ])
                return note(JSONText.text(.record(record)) + "\n")
            }
            let kind = isWarning ? "warning" : "error"
            let message = VisibleText.escaped(known.message)
            let text = "\(source.place(of: range)): \(kind): \(message)"
            note(marked(text, kind, state) + "\n")
            if let hint = known.hint { note("    hint: \(VisibleText.escaped(hint))\n") }
        }
    }

    /// Writes what is wrong with a text, as its report has rendered it.
    func report(_ rendered: String, _ state: ShellState) {
        note(marked(rendered, "error", state) + "\n")
    }

    /// Any error as one of ours.
    static func known(_ error: any Error) -> FGError {
        switch error {
        case let error as FGError: error
        case let placed as PlacedError: known(placed.error)
        case let failure as HostFailure: failure.error
        case let failure as PartialFailure: failure.error
        case is CancellationError: FGError(.cancelled, "interrupted")
        case is SourceError, is Diagnostic: FGError(.usage, "the input is wrong")
        default: FGError(.failed, "\(error)")
        }
    }
}
