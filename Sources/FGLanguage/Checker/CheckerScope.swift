/// What names mean at a place of a script.
struct CheckerScope {
    /// What is known of each variable.
    var variables: [String: ValueType]
    /// The variables that a definition made here does not see: of a call, of a row, of a failure.
    var local: Set<String> = []
    /// Whether statements run in a call, whose variables end with it.
    var isInCall = false
    /// How many arguments each command of the script's own takes.
    var definitions: [String: Int] = [:]
    var aliases: [String: Alias] = [:]
    /// Whether variables may be defined that nobody knows of: the fields of rows that a command gives.
    var isOpen = false
    /// Whether a block is open whose changes are made together.
    var isAtomic = false

    /// What variables mean where any of them may have been changed since.
    mutating func forget(_ names: some Sequence<String>) {
        for name in names where variables[name] != nil { variables[name] = .any }
    }
}

extension Block {
    /// The variables that statements of the block set, at any depth but in definitions.
    var assigned: Set<String> {
        var names: Set<String> = []
        var rest = statements
        while let statement = rest.popLast() {
            switch statement.kind {
            case .assignment(let name, _): names.insert(name.name)
            case .loop(let loop): names.insert(loop.name.name)
            default: break
            }
            rest += statement.inner
        }
        return names
    }
}
