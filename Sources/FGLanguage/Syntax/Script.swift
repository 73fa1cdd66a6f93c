/// A parsed text: its statements in order, and the comments between them.
package struct Script: Sendable {
    package let statements: [Statement]
    package let comments: [Comment]

    package init(statements: [Statement], comments: [Comment]) {
        self.statements = statements
        self.comments = comments
    }

    /// What begins before an offset.
    package func prefix(before offset: Int) -> Script {
        Script(
            statements: statements.filter { $0.range.lowerBound < offset },
            comments: comments.filter { $0.range.lowerBound < offset }
        )
    }
}

/// A comment with its `#`.
package struct Comment: Sendable, Hashable {
    package let text: String
    package let range: SourceRange
    /// Whether nothing but blanks stands before it on its line.
    package let ownsLine: Bool
}

/// One statement of a script.
package struct Statement: Sendable, Hashable {
    /// The kinds of statement.
    package indirect enum Kind: Sendable, Hashable {
        /// `let NAME = VALUE`.
        case assignment(NamedRange, Expression)
        case template(TemplateDefinition)
        case pipeline(Pipeline)
        /// `PIPELINE &`: runs beside the statements after it.
        case background(Pipeline)
        /// `!PROGRAM WORDS`: a program of the host.
        case host(HostProgram)
        case loop(Loop)
        case branch(Branch)
        case attempt(Attempt)
        /// `atomic { … }`: all of its changes or none.
        case atomic(Block)
        case definition(Definition)
        case alias(Alias)
        /// `explain STATEMENT`: shows how it is understood, and does not run it.
        case explanation(Statement)
        /// `time STATEMENT`: says how long it took.
        case timed(Statement)
    }

    package let kind: Kind
    package let range: SourceRange

    package init(kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}
