import FGCore
import FGLanguage

/// A command that a script or the user defined with `def`, with the text it stands in.
struct DefinedCommand: Sendable {
    let definition: Definition
    let source: Source
    /// The folder that its relative paths start in.
    let folder: FilePath?
}
