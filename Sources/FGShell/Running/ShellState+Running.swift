import FGCore
import FGLanguage

extension ShellState {
    private static let sourceLimit = 16

    func runFile(_ path: FilePath) async throws {
        let file = path.canonical() ?? path
        let chain = RunContext.files + [file]
        if RunContext.files.contains(file) {
            let names = chain.map(\.string).joined(separator: " -> ")
            throw FGError(.usage, "\(path) includes itself: \(names)")
        }
        guard chain.count <= Self.sourceLimit else {
            throw FGError(.usage, "source is nested deeper than \(Self.sourceLimit) files: \(path)")
        }
        let source = try Source(file: path)
        let interpreter = Interpreter(state: self, folder: path.parent)
        try await RunContext.$files.withValue(chain) { try await interpreter.runIncluded(source) }
    }

    /// Runs something and says how long it took, also when it fails.
    func timing<Result>(_ body: () async throws -> Result) async throws -> Result {
        let start = ContinuousClock.now
        defer { noteTime(since: start) }
        return try await body()
    }

    /// Says how long something took.
    func noteTime(since start: ContinuousClock.Instant) {
        output.note("time: \(ReadableDuration.text(ContinuousClock.now - start))\n")
    }
}
