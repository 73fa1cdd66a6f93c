import FGCore

/// The words of a call of a command that a script defined: its arguments, and the one option that it takes.
package struct DefinedCall {
    package private(set) var arguments: [BoundCommand.Argument] = []
    /// The project that it works in instead of the current one; nil for that.
    package private(set) var project: BoundCommand.Argument?
    private var list: DiagnosticList

    /// What is wrong with the call; nothing of how many arguments it has.
    package var diagnostics: [Diagnostic] { list.found }

    /// Takes the words behind the name.
    package init(_ call: CommandCall) {
        list = DiagnosticList(after: 0)
        let known = CommandTable.projectOption
        var rest = call.items.dropFirst()
        while let item = rest.popFirst() {
            switch item {
            case .word(let word): arguments.append(.word(word))
            case .pipeline(let pipeline): arguments.append(.pipeline(pipeline))
            case .option(let name, let value) where name.name == known.name:
                take(value.map { .word($0) } ?? Self.value(&rest), of: known, at: name.range)
            case .option(let name, _):
                let command = call.firstBareWord ?? ""
                list.report("\(command) has no option --\(name.name)", at: name.range)
            }
        }
    }

    /// The value of an option that follows it as the next word.
    private static func value(_ rest: inout ArraySlice<CommandCall.Item>) -> BoundCommand.Argument? {
        switch rest.first {
        case .word(let word):
            rest.removeFirst()
            return .word(word)
        case .pipeline(let pipeline):
            rest.removeFirst()
            return .pipeline(pipeline)
        case .option, nil: return nil
        }
    }

    private mutating func take(
        _ value: BoundCommand.Argument?,
        of option: OptionSpecification,
        at range: SourceRange
    ) {
        guard let value else {
            return list.report(
                "--\(option.name) needs a value",
                at: range,
                hint: "--\(option.name) PROJECT"
            )
        }
        guard project == nil else { return list.report("--\(option.name) stands twice", at: range) }
        project = value
        guard case .word(let word) = value, let text = word.literal else { return }
        do {
            try option.value?.check(text)
        } catch let error as FGError {
            list.report(error.message, at: word.range, hint: error.hint)
        } catch {
            list.report("\(error)", at: word.range)
        }
    }
}
