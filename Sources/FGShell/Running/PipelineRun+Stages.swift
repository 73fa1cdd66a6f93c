import FGCore
import FGLanguage
import FGSite
import Glibc

extension PipelineRun {
    /// What stages make of a value.
    func staged(_ value: Value, _ stages: [Stage]) async throws -> Value {
        var value = value
        for stage in stages { value = try await apply(stage, to: value) }
        return value
    }

    /// How many rows the stages use of a result, when the first that counts them takes the first ones.
    func rowLimit(of stages: [Stage]) throws -> Int? {
        for stage in stages {
            switch stage.kind {
            case .columns: continue
            case .first(let count): return try number(count)
            case .filter, .sort, .count, .each: return nil
            }
        }
        return nil
    }

    private func number(_ count: Word) throws -> Int {
        guard let number = Int(try count.text(interpreter.variable)), number >= 0 else {
            throw FGError(.usage, "first needs a number of rows")
        }
        return number
    }

    private func apply(_ stage: Stage, to value: Value) async throws -> Value {
        guard case .table(let table) = value else {
            throw FGError(.usage, "a stage needs rows, and this result has none")
        }
        let now = Timestamp(seconds: Int64(time(nil)))
        switch stage.kind {
        case .filter(let condition):
            return .table(
                try TableStage.filter(
                    table,
                    by: condition,
                    user: state.session.user,
                    now: now,
                    interpreter.variable
                )
            )
        case .sort(let keys): return .table(try TableStage.sort(table, by: keys))
        case .columns(let names): return .table(try TableStage.columns(table, names.map(\.name)))
        case .first(let count):
            return .table(Table(columns: table.columns, rows: Array(table.rows.prefix(try number(count)))))
        case .count: return .integer(Int64(table.rows.count))
        case .each(let block):
            try await run(block, for: table)
            return .null
        }
    }

    /// Runs a block for each row, whose fields are its variables.
    private func run(_ block: Block, for table: Table) async throws {
        let names = table.columns.map(\.name)
        for row in table.rows {
            let scope = Scope(
                .names,
                Dictionary(zip(names, row)) { first, _ in first },
                outside: interpreter.scope
            )
            _ = try await StatementRun(interpreter: interpreter.inside(scope), source: source).run(block)
        }
    }
}
