import FGCore
import FGLanguage

/// Starts a pipeline that runs beside the statements after it.
struct BackgroundRun {
    private let interpreter: Interpreter
    private let source: Source

    init(_ interpreter: Interpreter, in source: Source) {
        self.interpreter = interpreter
        self.source = source
    }

    /// Starts a pipeline.
    func start(_ pipeline: Pipeline) async throws {
        throw FGError(.unavailable, "this version runs nothing in the background", hint: "leave out the &")
    }
}
