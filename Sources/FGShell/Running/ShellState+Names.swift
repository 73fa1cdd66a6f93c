import FGCore
import FGLanguage
import FGSite
import Glibc
import Synchronization

/// What the shell was taught: commands and aliases; and the values that it gives by itself.
extension ShellState {
    /// Keeps a command that a script or the user defined; an alias of its name ends.
    func define(_ command: DefinedCommand) {
        names.withLock {
            $0.aliases[command.definition.name.name] = nil
            $0.commands[command.definition.name.name] = command
        }
    }

    /// Keeps an alias; a defined command of its name ends.
    func define(_ alias: Alias) {
        names.withLock {
            $0.commands[alias.name.name] = nil
            $0.aliases[alias.name.name] = alias
        }
    }

    func definedCommand(_ name: String) -> DefinedCommand? { names.withLock { $0.commands[name] } }

    func alias(_ name: String) -> Alias? { names.withLock { $0.aliases[name] } }

    var definedCommands: [DefinedCommand] { names.withLock { Array($0.commands.values) } }

    var aliases: [Alias] { names.withLock { Array($0.aliases.values) } }

    /// The value of a variable that the shell sets; nil for another name.
    func builtin(_ name: String, _ field: String?) -> Value? {
        guard field == nil else { return nil }
        return switch name {
        case "now": .date(Timestamp(seconds: Int64(time(nil))))
        case "user": .text(session.user)
        case "project": .text(session.project)
        case "status": .integer(Int64(lastStatus))
        default: nil
        }
    }
}
