import FGCore
import FGLanguage
import FGSite

/// Starts a pipeline that runs beside the statements after it.
struct BackgroundRun {
    private let interpreter: Interpreter
    private let source: Source
    private var state: ShellState { interpreter.state }

    init(_ interpreter: Interpreter, in source: Source) {
        self.interpreter = interpreter
        self.source = source
    }

    /// Starts a pipeline as an operation and says its number.
    ///
    /// It sees variables, project and image as they are now; its result is kept with the operation.
    /// - Throws: `usage` inside a transaction, `denied` at a site that is opened read-only.
    func start(_ pipeline: Pipeline) async throws {
        guard !state.session.isInTransaction else {
            throw FGError(.usage, "nothing runs in the background inside a transaction")
        }
        let tolerates = pipeline.command.toleratesFailure
        let run = PipelineRun(interpreter.inside(interpreter.scope.frozen), in: source)
        let statement = run.work(of: pipeline)
        let operations = state.session.operations
        let operation = try operations.begin(statement)
        state.output.note("operation \(operation.id) runs in the background\n")
        let override = SessionOverride(state.session)
        let place = state.isInteractive ? "" : source.place(of: pipeline.range) + ": "
        state.jobs.start(operation.id) {
            let start = ContinuousClock.now
            let error = await Self.separately(override) {
                try await operations.run(operation, progress: { _ in }, describing: { $0 }) { progress in
                    let job = BackgroundJob(id: operation.id, progress: progress)
                    return try await BackgroundJob.$current.withValue(job) {
                        try await Self.result(of: pipeline, run, job)
                    }
                }
            }
            let time = ReadableDuration.text(ContinuousClock.now - start)
            let known = error.map(Output.known)
            let status = tolerates ? 0 : known?.code.exitStatus ?? 0
            let name = "operation \(operation.id)"
            guard let known else { return (0, "\(place)\(name) done in \(time): \(statement)") }
            let end = known.code == .cancelled ? "cancelled" : "failed with status \(known.code.exitStatus)"
            return (status, "\(place)\(name) \(end) after \(time): \(statement): \(known.message)")
        }
    }

    /// Runs a pipeline and gives what is kept of it.
    private static func result(
        of pipeline: Pipeline,
        _ run: PipelineRun,
        _ job: BackgroundJob
    ) async throws -> String {
        if pipeline.redirect != nil || pipeline.hostProgram != nil {
            try await run.run(pipeline)
        } else {
            let value = try await run.value(of: pipeline)
            guard case .each = pipeline.stages.last?.kind else { return JSONText.text(value) }
        }
        return job.text
    }

    /// Does work that does not belong to the statement that starts it; gives the error.
    private static func separately(
        _ override: SessionOverride,
        _ work: () async throws -> String
    ) async -> (any Error)? {
        do {
            _ = try await ForegroundRun.$current.withValue(nil) {
                try await RunContext.$outcome.withValue(nil) {
                    try await SessionOverride.$current.withValue(override) { try await work() }
                }
            }
            return nil
        } catch {
            return error
        }
    }
}
