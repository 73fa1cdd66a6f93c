import FGCommands
import FGCore
import FGGenerator
import FGLanguage
import FGProcess
import FGSite
import FGTerminal
import Glibc

/// The program: reads its command line and runs what it asks for.
package enum FGShellProgram {
    /// Gives closed standard streams a file that can neither be read nor written: before anything else is opened.
    package static func holdClosedStreams() {
        Terminal.holdClosedStreams()
    }

    /// Runs to the end with the words of the command line behind the program's name, and gives the exit status.
    package static func run(_ words: [[UInt8]]) async -> Int32 {
        // A reader that went away shows as an error of the write, not as the end of the shell.
        signal(SIGPIPE, SIG_IGN)
        do {
            return await run(
                try words.enumerated().map { index, word in
                    _ = try Source(name: "argument \(index + 1)", bytes: word)
                    return String(decoding: word, as: UTF8.self)
                }
            )
        } catch {
            Terminal.write(((error as? SourceError)?.rendered ?? "\(error)") + "\n", to: 2)
            return FGError.Code.usage.exitStatus
        }
    }

    private static func run(_ words: [String]) async -> Int32 {
        if words.count == 2, words[0] == NamespaceBuild.argument {
            return await NamespaceBuild.main(FilePath(words[1]))
        }
        do {
            let options = try CommandLineOptions(words)
            return try await run(options)
        } catch let error as SourceError {
            Terminal.write(error.rendered + "\n", to: 2)
            return FGError.Code.usage.exitStatus
        } catch {
            let known = Output.known(error)
            Terminal.write("fgshell: error: \(known.message)\n", to: 2)
            if let hint = known.hint { Terminal.write("\(hint)\n", to: 2) }
            return known.code.exitStatus
        }
    }

    private static func run(_ options: CommandLineOptions) async throws -> Int32 {
        switch options.action {
        case .help: return try write(CommandLineOptions.usage + "\n")
        case .version: return try write("fgshell \(ProductVersion.text)\n")
        case .formatScript(let file): return try formatScript(file)
        case .complete(let text, let offset):
            return try write(CompletionOutput(options).lines(of: text, at: offset))
        case .completeLine(let line): return try write(CompletionOutput(options).lines(ofLine: line))
        default: break
        }
        let inputs = inputs(of: options)
        if options.checksOnly { return try Batch.check(inputs ?? [.standardInput], options.mode) }
        let terminal = Terminal()
        let isInteractive =
            terminal.inputIsTerminal && terminal.outputIsTerminal && (inputs == nil || options.endsInPrompt)
        if isInteractive, options.mode.isTransaction {
            let hint = "at a prompt write atomic { … }"
            throw FGError(.usage, "--transaction is for a batch, which is known whole", hint: hint)
        }
        let state = try state(options, isInteractive: isInteractive)
        if isInteractive, options.readsStartFile { await StartFile.run(state) }
        if options.isStream { return await Batch.runStream(state) }
        if inputs != nil || !isInteractive {
            let status = await Batch.run(inputs ?? [.standardInput], state, options.resume)
            guard isInteractive, state.leaving == nil else { return status }
        }
        return try await Prompt(state: state).run()
    }

    /// The scripts that the options name; nil when they leave it to standard input.
    private static func inputs(of options: CommandLineOptions) -> [ScriptInput]? {
        switch options.action {
        case .file(let file): return [ScriptInput(file)]
        case .texts(let texts):
            return texts.enumerated().map { index, text in
                .text(text, name: texts.count == 1 ? "-c" : "-c#\(index + 1)")
            }
        case .words(let words):
            let text = words.enumerated().map { index, word in WordQuoting.quoted(word, isFirst: index == 0) }
                .joined(separator: " ")
            return [.text(text, name: "arguments")]
        default: return nil
        }
    }

    private static func state(_ options: CommandLineOptions, isInteractive: Bool) throws -> ShellState {
        let folder = try options.site ?? SiteLocation.standardFolder()
        let location = SiteLocation(folder: folder, isReadOnly: options.isReadOnly)
        return ShellState(
            session: try Session(location: location, project: options.project),
            mode: options.mode,
            isInteractive: isInteractive,
            output: Output(
                format: options.format,
                color: options.color,
                progress: options.progress,
                terminal: Terminal(),
                canPage: isInteractive || options.isOneCommand,
                transcript: try options.log.map { try Transcript($0) }
            ),
            history: history(options),
            signals: SignalWatch()
        )
    }

    /// The history of the user; a shell that may only read, or was told so, leaves no trace.
    private static func history(_ options: CommandLineOptions) -> History {
        let given = ProcessEnvironment.variable("FGSHELL_HISTORY") ?? ""
        let standard = History.standardFile(ProcessEnvironment.variable)
        let file = given.isEmpty ? standard : FilePath(given)
        let isOff = options.isReadOnly || !options.keepsHistory || ["off", "/dev/null"].contains(given)
        let place = isOff ? nil : file.map { History.Place.file($0) }
        return History(place ?? .memory) { Terminal.write("warning: \(VisibleText.escaped($0))\n", to: 2) }
    }

    private static func formatScript(_ file: FilePath) throws -> Int32 {
        let text = try ScriptInput(file).read().text
        let source = try Source(name: text.name, bytes: text.read(text.count, at: 0))
        let result = Parser.parse(source)
        guard result.diagnostics.isEmpty else {
            Terminal.write(SourceError(result.diagnostics, in: source).rendered + "\n", to: 2)
            return 2
        }
        return try write(ScriptFormatter.format(source, result.script))
    }

    private static func write(_ text: String) throws -> Int32 {
        try Terminal.writeResult(text) == .written ? 0 : Output.readerGone
    }
}
