/// A command with what happens to its result.
package struct Pipeline: Sendable, Hashable {
    package let command: CommandCall
    package let stages: [Stage]
    package let redirect: Redirect?
    /// The words after `|!`: a program of the host that gets the rendering.
    package let hostProgram: HostProgram?
    package let range: SourceRange
}

/// `> FILE`, `>> FILE` or `>! FILE`.
package struct Redirect: Sendable, Hashable {
    /// What happens with a file that is there.
    package enum Mode: String, Sendable, Hashable {
        /// It stays, and the redirection fails.
        case create = ">"
        case append = ">>"
        case replace = ">!"
    }

    package let mode: Mode
    package let file: Word
}

/// `|! PROGRAM ARGUMENTS`, `!PROGRAM ARGUMENTS`.
package struct HostProgram: Sendable, Hashable {
    package let words: [Word]
    package let range: SourceRange
}

/// One stage after a `|`.
package struct Stage: Sendable, Hashable {
    /// The kinds of stage.
    package enum Kind: Sendable, Hashable {
        case filter(Condition)
        case sort([SortKey])
        case columns([NamedRange])
        case first(Word)
        case count
        /// Runs the block for each row, whose fields are its variables.
        case each(Block)
    }

    package let kind: Kind
    package let range: SourceRange
}

/// A field to sort by.
package struct SortKey: Sendable, Hashable {
    package let field: NamedRange
    package let isDescending: Bool

    package init(_ field: NamedRange, isDescending: Bool) {
        self.field = field
        self.isDescending = isDescending
    }
}

/// A name with its place.
package struct NamedRange: Sendable, Hashable {
    package let name: String
    package let range: SourceRange

    package init(_ name: String, range: SourceRange) {
        self.name = name
        self.range = range
    }
}
