import FGCore
import FGLanguage

/// Runs the statements of standard input as they come, for a program that talks to the shell through a pair of pipes.
struct StreamRun {
    let state: ShellState
    private let interpreter: Interpreter
    private let input = InputReader.standardInput
    private var checker: Checker
    private var tally = BatchTally()
    private var pending: [UInt8] = []
    /// How much was pending when the first statement was found open.
    private var openSize = 0
    private var line = 1

    /// How long a statement may be.
    private static let limit = 64 << 20

    init(state: ShellState) {
        self.state = state
        interpreter = Interpreter(state: state, folder: nil)
        checker = Interpreter.checker(state, state.mode, in: nil)
    }

    /// Runs to the end of the input, or to a failure that stops, and gives the exit status.
    ///
    /// - Throws: what reading throws.
    mutating func run() async throws -> Int32 {
        while true {
            let before = pending.count
            let isMore = try input.read(into: &pending)
            // Another try is worth it when a line came to its end.
            guard !isMore || pending[before...].contains(UInt8(ascii: "\n")) else { continue }
            if isMore, mustWait() { continue }
            guard await runPending(isLast: !isMore), isMore else { break }
            guard pending.count < Self.limit else {
                throw FGError(.usage, "<stdin>:\(line): a statement is longer than 64 MiB")
            }
        }
        return state.leaving ?? tally.status
    }

    /// Whether more of an open statement is to be read before it is parsed again: while it grows quickly.
    private func mustWait() -> Bool {
        openSize > 0 && pending.count < 2 * openSize && input.isReady(within: Int32(pending.count >> 14))
    }

    /// Runs the whole statements that are there, but for lines that are no text; false when the batch ends.
    private mutating func runPending(isLast: Bool) async -> Bool {
        while true {
            let newline = isLast ? nil : pending.lastIndex(of: UInt8(ascii: "\n"))
            let count = newline.map { $0 + 1 } ?? pending.count
            do {
                let source = try Source(name: "<stdin>", bytes: Array(pending[..<count]), firstLine: line)
                return await run(source, isLast: isLast)
            } catch let error as SourceError {
                guard await run(before: error, in: count) else { return false }
            } catch {
                return fail(error, at: line)
            }
        }
    }

    /// Runs what stands before a line that is no text, and passes that line; false when the batch ends.
    private mutating func run(before error: SourceError, in count: Int) async -> Bool {
        let wrong = error.source.line(of: error.diagnostics.first?.range.lowerBound ?? 0)
        let start = start(ofLine: wrong)
        if start > 0 {
            let bytes = Array(pending[..<start])
            guard let source = try? Source(name: "<stdin>", bytes: bytes, firstLine: line),
                await run(source, isLast: false)
            else { return false }
        }
        // What began before that line and is open in it goes with it.
        let rest = pending[self.start(ofLine: wrong)...].prefix { $0 != UInt8(ascii: "\n") }
        pass(min(pending.count, rest.endIndex + 1))
        return fail(error, at: wrong)
    }

    private func start(ofLine number: Int) -> Int {
        var start = 0
        for _ in line..<number {
            start = pending[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? pending.count
        }
        return start
    }

    /// Runs the whole statements of a text that begins what is pending.
    private mutating func run(_ source: Source, isLast: Bool) async -> Bool {
        let result = Parser.parse(source)
        let end = result.open == nil || isLast ? source.bytes.count : result.lastStart
        // A mark of the encoding before the text is pending too.
        let mark = pending.starts(with: source.bytes) ? 0 : 3
        openSize = end == 0 ? source.bytes.count : 0
        pass(end == 0 ? 0 : end + mark)
        return await run(
            result.script.prefix(before: end),
            result.diagnostics.filter { $0.range.lowerBound < end || isLast },
            in: source
        )
    }

    private mutating func pass(_ count: Int) {
        line += pending[..<count].count { $0 == UInt8(ascii: "\n") }
        pending.removeFirst(count)
    }

    /// Runs statements and reports what is wrong between them, in the order of the text.
    private mutating func run(_ script: Script, _ diagnostics: [Diagnostic], in source: Source) async -> Bool
    {
        var wrong = diagnostics[...]
        for statement in script.statements {
            let own = wrong.prefix { $0.range.lowerBound < statement.range.upperBound }
            wrong = wrong.dropFirst(own.count)
            var checker = self.checker
            let single = Script(statements: [statement], comments: [])
            let found = own + checker.check(single)
            guard found.isEmpty else {
                guard fail(found, in: source) else { return false }
                continue
            }
            self.checker = checker
            guard await interpreter.run(single, in: source, &tally) else { return false }
        }
        return wrong.isEmpty || fail(wrong, in: source)
    }

    private mutating func fail(_ diagnostics: ArraySlice<Diagnostic>, in source: Source) -> Bool {
        let line = source.line(of: diagnostics.first?.range.lowerBound ?? 0)
        return fail(SourceError(Array(diagnostics), in: source), at: line)
    }

    /// Reports an error; false when it ends the batch.
    private mutating func fail(_ error: any Error, at line: Int) -> Bool {
        let text = (error as? SourceError)?.rendered ?? Output.known(error).message
        state.output.note(text + "\n")
        state.lastStatus = Output.known(error).code.exitStatus
        tally.add(state.lastStatus, at: line)
        return state.goesOnAfterFailure
    }
}
