import FGCore
import FGLanguage

/// An alias with the text that it stands for.
struct DefinedAlias: Sendable {
    let alias: Alias
    let text: String
}

/// A command that a script or the user defined with `def`, with the text it stands in.
struct DefinedCommand: Sendable {
    let definition: Definition
    let source: Source
    /// The folder that its relative paths start in.
    let folder: FilePath?
}
