import FGCore
import FGLanguage

/// What the shell around knows of a text that is being typed: its variables, and the commands it was taught.
struct CompletionScope: Sendable {
    /// The fields that each variable's value has.
    var variables: [String: [String]] = [:]
    /// Commands of `def` and `alias`.
    var commands: [String] = []

    /// What a shell's state holds now.
    init(_ state: ShellState?) {
        guard let state else { return }
        for (name, value) in state.globals.own {
            switch value {
            case .record(let record): variables[name] = record.fields.map(\.name)
            case .table(let table): variables[name] = table.columns.map(\.name)
            default: variables[name] = []
            }
        }
        commands = state.definedCommands.map(\.definition.name.name) + state.aliases.map(\.name.name)
    }
}
