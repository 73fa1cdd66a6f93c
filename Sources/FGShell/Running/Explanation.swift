import FGCommands
import FGCore
import FGLanguage

/// What `explain` shows: how a statement is understood, what it would change, and what it would ask the catalog.
struct Explanation {
    private let interpreter: Interpreter
    private let source: Source

    init(_ interpreter: Interpreter, _ source: Source) {
        self.interpreter = interpreter
        self.source = source
    }

    /// The lines of each part.
    ///
    /// - Throws: what a rehearsal of the statement throws.
    func value(of statement: Statement) async throws -> Value {
        var rows = SyntaxOutline.lines(of: statement, in: source).map { ["syntax", $0] }
        for pipeline in Self.pipelines(of: statement) {
            rows += try await lines(of: pipeline)
        }
        return .table(
            Table(
                columns: [Table.Column("part"), Table.Column("text")],
                rows: rows.map { $0.map { .text($0) } }
            )
        )
    }

    /// The pipelines whose plans are known before anything runs.
    private static func pipelines(of statement: Statement) -> [Pipeline] {
        switch statement.kind {
        case .pipeline(let pipeline), .background(let pipeline): [pipeline]
        case .assignment(_, let value): value.pipelines
        case .explanation(let inner), .timed(let inner): pipelines(of: inner)
        default: []
        }
    }

    private func lines(of pipeline: Pipeline) async throws -> [[String]] {
        let run = PipelineRun(interpreter, in: source)
        guard let (command, bound) = try run.command(of: pipeline) else { return [] }
        let signature = command.signature
        var lines = [["plan", "\(signature.name): \(signature.summary)"]]
        if let explain = command.explain {
            let (invocation, context) = (try await run.invocation(of: bound), run.context())
            let query = try await run.inProject(bound.project) { try await explain(invocation, context) }
            lines += query.map { ["query", $0] }
        } else if signature.effect != .reads, signature.options.contains(where: { $0.name == "dry-run" }) {
            var invocation = try await run.invocation(of: bound)
            invocation.options["dry-run"] = []
            let rehearsed = invocation
            let plan = try await run.inProject(bound.project) {
                try await command.run(rehearsed, run.context())
            }
            let text = Renderer(format: .table, width: nil).render(plan)
            lines += text.split(separator: "\n").map { ["plan", String($0)] }
        }
        for stage in pipeline.stages { lines.append(["plan", "then " + source.text(stage.range)]) }
        if let file = pipeline.redirect?.file {
            lines.append(["plan", "into the file " + source.text(file.range)])
        }
        if let program = pipeline.hostProgram {
            lines.append(["plan", "into the program " + source.text(program.range)])
        }
        return lines
    }
}
