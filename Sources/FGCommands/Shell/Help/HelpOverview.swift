import FGLanguage

/// What there is help on.
enum HelpOverview {
    /// The commands, a line each, by their nouns, and where to read on.
    static func page(_ table: CommandTable) throws -> String {
        let single = table.signatures.filter { $0.noun == nil && !table.nouns.contains($0.verb) }
        let byNoun = table.nouns.map { noun in
            table.signatures.filter { $0.noun == noun || $0.name == noun }
        }
        let names = try HelpPages.topics()
        return """
            # Help

            `help COMMAND` shows the page of a command, with examples; `help NOUN` the commands of a noun;
            `help search WORD` the pages that have a word; `help topics` what else there is to read.

            ## Commands

            \(CommandPage.list((single + byNoun.joined()).map { ($0.name, $0.summary) }))

            ## Topics

            \(names.map { "`help \($0)`" }.joined(separator: ", "))

            """
    }

    /// The commands of a noun.
    static func page(ofNoun noun: String, _ table: CommandTable) -> String {
        let own = table.signatures.filter { $0.noun == noun }
        return """
            # \(noun)

            \(CommandPage.list(own.map { ($0.name, $0.summary) }))

            `help \(own.first?.name ?? noun)` shows the page of one, with examples.

            """
    }
}

/// The settings as a list, from their one description.
enum SettingsList {
    static var markdown: String {
        CommandPage.list(
            SettingSpecification.all.sorted { $0.name < $1.name }.map { setting in
                (setting.name, "\(setting.summary); \(setting.values); by default \(setting.standard)")
            }
        )
    }
}
