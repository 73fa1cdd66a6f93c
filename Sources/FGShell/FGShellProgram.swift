import FGCommands
import FGCore
import FGGenerator
import FGLanguage
import FGSite
import FGTerminal
import Glibc

/// The program: reads its command line and runs what it asks for.
package enum FGShellProgram {
    /// Gives closed standard streams a file that can neither be read nor written: before anything else is opened.
    package static func holdClosedStreams() {
        Terminal.holdClosedStreams()
    }

    /// Runs to the end and gives the exit status.
    package static func run(_ words: [String]) async -> Int32 {
        // A reader that went away shows as an error of the write, not as the end of the shell.
        signal(SIGPIPE, SIG_IGN)
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
        case .check(let file): return try check(file)
        case .formatScript(let file): return try formatScript(file)
        case .standardInput:
            let terminal = Terminal()
            if terminal.inputIsTerminal, terminal.outputIsTerminal {
                let state = try state(options, isInteractive: true)
                if options.readsStartFile { await StartFile.run(state) }
                return try await Prompt(state: state).run()
            }
            return await Batch.run(try readInput(), folder: nil, try state(options))
        case .file(let file):
            let source = file == "-" ? try readInput() : try Source(file: file)
            return await Batch.run(source, folder: file == "-" ? nil : file.parent, try state(options))
        case .texts(let texts):
            let state = try state(options)
            for (index, text) in texts.enumerated() {
                let source = Source(name: texts.count == 1 ? "-c" : "-c#\(index + 1)", text: text)
                let status = await Batch.run(source, folder: nil, state)
                if let leaving = state.leaving { return leaving }
                if status != 0 { return status }
            }
            return 0
        case .words(let words):
            let text = words.enumerated().map { index, word in WordQuoting.quoted(word, isFirst: index == 0) }
                .joined(separator: " ")
            return await Batch.run(Source(name: "arguments", text: text), folder: nil, try state(options))
        }
    }

    private static func state(_ options: CommandLineOptions, isInteractive: Bool = false) throws -> ShellState
    {
        let folder = try options.site ?? SiteLocation.standardFolder()
        let location = SiteLocation(folder: folder, isReadOnly: options.isReadOnly)
        return ShellState(
            session: try Session(location: location, project: options.project),
            isInteractive: isInteractive,
            output: Output(format: options.format, color: options.color, terminal: Terminal()),
            history: isInteractive ? HistoryStore(file: folder / "history") : nil,
            signals: SignalWatch()
        )
    }

    private static func readInput() throws -> Source {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(0, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return try Source(name: "<stdin>", bytes: bytes)
    }

    private static func check(_ file: FilePath) throws -> Int32 {
        let source = try Source(file: file)
        let (_, diagnostics) = Interpreter.check(source, variables: [])
        guard diagnostics.isEmpty else {
            Terminal.write(SourceError(diagnostics, in: source).rendered + "\n", to: 2)
            return 2
        }
        return 0
    }

    private static func formatScript(_ file: FilePath) throws -> Int32 {
        let source = try Source(file: file)
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
