/// `{ statements }`.
package struct Block: Sendable, Hashable {
    package let statements: [Statement]
    /// From the opening brace to behind the closing one.
    package let range: SourceRange
}

/// `for NAME in VALUE { … }`.
package struct Loop: Sendable, Hashable {
    package let name: NamedRange
    package let values: Expression
    package let body: Block
}

/// `if CONDITION { … } else { … }`; an `else if` is an alternative of one branch.
package struct Branch: Sendable, Hashable {
    package let condition: Expression
    package let body: Block
    package let alternative: Alternative?

    /// What runs when the condition does not hold.
    package indirect enum Alternative: Sendable, Hashable {
        case block(Block)
        case branch(Branch)
    }
}

/// `try { … } else { … }`: what runs with `$error` when a statement failed.
package struct Attempt: Sendable, Hashable {
    package let body: Block
    package let alternative: Block?
}

/// `def NAME PARAMETER… { … }`: a command of the script's own.
package struct Definition: Sendable, Hashable {
    package let name: NamedRange
    package let parameters: [NamedRange]
    package let body: Block
}

/// `alias NAME = PIPELINE`: a word that stands for the beginning of a pipeline.
package struct Alias: Sendable, Hashable {
    package let name: NamedRange
    package let pipeline: Pipeline
}
