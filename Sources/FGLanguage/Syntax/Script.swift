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
    package enum Kind: Sendable, Hashable {
        case letWord(name: String, Word)
        case letPipeline(name: String, Pipeline)
        case template(TemplateDefinition)
        case pipeline(Pipeline)
    }

    package let kind: Kind
    package let range: SourceRange

    package init(kind: Kind, range: SourceRange) {
        self.kind = kind
        self.range = range
    }
}
