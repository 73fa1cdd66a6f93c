extension Statement {
    /// Whether other statements run inside of it.
    package var hasStatements: Bool {
        switch kind {
        case .loop, .branch, .attempt, .atomic: true
        case .timed(let inner): inner.hasStatements
        case .pipeline(let pipeline):
            if case .each = pipeline.stages.last?.kind { true } else { false }
        case .assignment, .template, .background, .host, .definition, .alias, .explanation: false
        }
    }

    /// The statements inside of it that run when it does; those of definitions run when they are called.
    package var inner: [Statement] {
        switch kind {
        case .loop(let loop): loop.body.statements
        case .branch(let branch): branch.statements
        case .attempt(let attempt): attempt.body.statements + (attempt.alternative?.statements ?? [])
        case .atomic(let block): block.statements
        case .timed(let inner): [inner]
        case .pipeline(let pipeline):
            pipeline.stages.flatMap { stage -> [Statement] in
                if case .each(let block) = stage.kind { block.statements } else { [] }
            }
        case .assignment, .template, .background, .host, .definition, .alias, .explanation: []
        }
    }
}

extension Branch {
    /// The statements of all its blocks.
    fileprivate var statements: [Statement] {
        switch alternative {
        case .block(let block): body.statements + block.statements
        case .branch(let next): body.statements + next.statements
        case nil: body.statements
        }
    }
}
