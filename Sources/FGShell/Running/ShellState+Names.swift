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
    func define(_ alias: Alias, in source: Source) {
        let text = source.text(alias.pipeline.range)
        names.withLock {
            $0.commands[alias.name.name] = nil
            $0.aliases[alias.name.name] = DefinedAlias(alias: alias, text: text)
        }
    }

    func definedCommand(_ name: String) -> DefinedCommand? { names.withLock { $0.commands[name] } }

    func alias(_ name: String) -> Alias? { names.withLock { $0.aliases[name]?.alias } }

    /// A line with the words of its aliases in their places, as the history keeps it; one whose alias ends before the
    /// words of its call stays as it is.
    func expanded(_ line: String) -> String {
        let aliases = names.withLock { $0.aliases }
        guard !aliases.isEmpty else { return line }
        let source = Source(name: "line", text: line)
        var bytes = source.bytes
        for statement in Parser.parse(source).script.statements.reversed() {
            guard case .pipeline(let call) = statement.kind, let name = call.command.firstBareWord,
                let found = aliases[name], let word = call.command.items.first?.range
            else { continue }
            let pipeline = found.alias.pipeline
            let isWhole = pipeline.stages.isEmpty && pipeline.redirect == nil && pipeline.hostProgram == nil
            let isAlone = call.command.items.count == 1 && call.command.condition == nil
            guard isWhole || isAlone && call.command.trailing == nil else { continue }
            bytes.replaceSubrange(word, with: Array(found.text.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    var definedCommands: [DefinedCommand] { names.withLock { Array($0.commands.values) } }

    var aliases: [Alias] { names.withLock { $0.aliases.values.map(\.alias) } }

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
