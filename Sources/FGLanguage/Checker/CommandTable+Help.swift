extension CommandTable {
    /// The call of `help` that a call with `--help` stands for; nil for any other.
    func help(on call: CommandCall) -> BoundCommand? {
        let asks = call.items.contains { item in
            if case .option(let name, nil) = item { return name.name == Self.helpOption.name }
            return false
        }
        guard asks, let signature = self["help"], let argument = signature.arguments.first else { return nil }
        let words = call.items.prefix(2).compactMap { item -> Word? in
            if case .word(let word) = item { return word }
            return nil
        }
        let named: Int
        switch match(words.compactMap(\.literal)) {
        case .command(_, let count): named = count
        case .noun: named = 1
        case .none: return nil
        }
        return BoundCommand(
            signature: signature,
            arguments: [argument.name: words.prefix(named).map { .word($0) }],
            options: [:],
            condition: nil,
            trailing: []
        )
    }
}
