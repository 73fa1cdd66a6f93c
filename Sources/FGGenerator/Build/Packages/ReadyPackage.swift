import FGCore

/// A package in the form in which it is installed fastest.
struct ReadyPackage: Sendable {
    let file: FilePath
    /// Whether a script of it runs before its files are there, as far as its package manager asks for that.
    var runsScriptFirst = false
}
