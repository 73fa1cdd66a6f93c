/// How a shell was asked to run, for all of its life.
struct ShellMode: Sendable {
    /// Whether each statement is printed before it runs.
    var echoes = false
    /// Whether there are no notes and no progress.
    var isQuiet = false
    /// Whether statements reach no programs and no files of the host: for scripts from others.
    var isRestricted = false
    /// Whether the changes of a batch are made together or not at all.
    var isTransaction = false
}
