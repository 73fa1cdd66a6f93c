extension Alias {
    /// A call with the alias' words in place of its name; mistakes in them are shown where the name stands.
    package func expanded(in call: Pipeline) -> Pipeline {
        let mark = call.command.items.first.map(\.range) ?? call.range
        let mine = pipeline.moved(to: mark)
        let rest = call.command.items.dropFirst()
        let condition: Condition? =
            switch (mine.command.condition, call.command.condition) {
            case (let first?, let second?): Condition(.and(first, second), range: second.range)
            case (let first, let second): first ?? second
            }
        let command = CommandCall(
            toleratesFailure: mine.command.toleratesFailure || call.command.toleratesFailure,
            items: mine.command.items + rest,
            condition: condition,
            trailing: call.command.trailing ?? mine.command.trailing,
            range: call.command.range
        )
        return Pipeline(
            command: command,
            stages: mine.stages + call.stages,
            redirect: call.redirect ?? mine.redirect,
            hostProgram: call.hostProgram ?? mine.hostProgram,
            range: call.range
        )
    }
}

extension CommandCall.Item {
    /// Where it stands.
    package var range: SourceRange {
        switch self {
        case .word(let word): word.range
        case .option(let name, _): name.range
        case .pipeline(let pipeline): pipeline.range
        }
    }
}

extension Pipeline {
    /// The same pipeline, all of it at one place of another text.
    fileprivate func moved(to range: SourceRange) -> Pipeline {
        Pipeline(
            command: CommandCall(
                toleratesFailure: command.toleratesFailure,
                items: command.items.map { item in
                    switch item {
                    case .word(let word): .word(word.moved(to: range))
                    case .option(let name, let value):
                        .option(NamedRange(name.name, range: range), value: value?.moved(to: range))
                    case .pipeline(let nested): .pipeline(nested.moved(to: range))
                    }
                },
                condition: command.condition?.moved(to: range),
                trailing: command.trailing?.map { $0.moved(to: range) },
                range: range
            ),
            stages: stages.map { $0.moved(to: range) },
            redirect: redirect.map { Redirect(mode: $0.mode, file: $0.file.moved(to: range)) },
            hostProgram: hostProgram.map {
                HostProgram(words: $0.words.map { $0.moved(to: range) }, range: range)
            },
            range: range
        )
    }
}

extension Word {
    fileprivate func moved(to range: SourceRange) -> Word { Word(parts, range: range) }
}

extension Stage {
    fileprivate func moved(to range: SourceRange) -> Stage {
        let moved: Kind =
            switch kind {
            case .filter(let condition): .filter(condition.moved(to: range))
            case .sort(let keys):
                .sort(
                    keys.map {
                        SortKey(NamedRange($0.field.name, range: range), isDescending: $0.isDescending)
                    }
                )
            case .columns(let names): .columns(names.map { NamedRange($0.name, range: range) })
            case .first(let word): .first(word.moved(to: range))
            case .count, .each: kind
            }
        return Stage(kind: moved, range: range)
    }
}

extension Condition {
    fileprivate func moved(to range: SourceRange) -> Condition {
        func moved(_ operand: Operand) -> Operand { Operand(operand.kind, range: range) }
        let kind: Kind =
            switch self.kind {
            case .and(let left, let right): .and(left.moved(to: range), right.moved(to: range))
            case .or(let left, let right): .or(left.moved(to: range), right.moved(to: range))
            case .not(let inner): .not(inner.moved(to: range))
            case .flag: self.kind
            case .comparison(let field, let comparison, let value):
                .comparison(field: field, comparison, moved(value))
            case .membership(let field, let values): .membership(field: field, values.map(moved))
            case .package(let name, let version):
                .package(
                    name: moved(name),
                    version.map { PackageVersion(comparison: $0.comparison, version: moved($0.version)) }
                )
            }
        return Condition(kind, range: range)
    }
}
