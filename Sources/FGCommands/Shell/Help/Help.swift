import FGCore
import FGLanguage

extension Command {
    /// `help`: the commands, or the page of one.
    static let help = Command(
        signature: CommandSignature(
            verb: "help",
            arguments: [
                ArgumentSpecification(
                    "topic",
                    .command,
                    .zeroOrMore,
                    standard: "an overview",
                    summary: "a command, a noun or a topic; with -k before it as help search"
                )
            ],
            results: [.text(), .rows(HelpSearch.fields, "with -k")],
            effect: .reads,
            summary: "show the commands, or the page of a command or topic"
        )
    ) { invocation, _ in
        let words = try invocation.texts("topic")
        if words.isEmpty { return .markdown(try HelpOverview.page(CommandRegistry.table)) }
        guard words[0] == "-k" else { return .markdown(try HelpPages.page(words)) }
        guard words.count > 1 else { throw FGError(.usage, "help -k needs a word", hint: "help -k WORD") }
        return .table(try HelpSearch.results(Array(words.dropFirst())))
    }

    /// `help topics`: what there is to read beside the commands' pages.
    static let helpTopics = Command(
        signature: CommandSignature(
            noun: "help",
            verb: "topics",
            fields: [
                FieldSpecification("topic", .text, "what help shows it"),
                FieldSpecification("summary", .text, "what it is about"),
            ],
            effect: .reads,
            summary: "list the pages that are not of one command"
        )
    ) { _, _ in
        .table(
            Table(
                columns: [Table.Column("topic"), Table.Column("summary")],
                rows: try HelpPages.topics().map { [.text($0), .text(try HelpPages.summary($0))] }
            )
        )
    }

    /// `help search`: the pages that have words.
    static let helpSearch = Command(
        signature: CommandSignature(
            noun: "help",
            verb: "search",
            arguments: [
                ArgumentSpecification(
                    "words",
                    .text,
                    .oneOrMore,
                    summary: "what the pages must have, each of them"
                )
            ],
            fields: HelpSearch.fields,
            effect: .reads,
            summary: "find the pages that have a word"
        )
    ) { invocation, _ in
        .table(try HelpSearch.results(try invocation.texts("words")))
    }
}

extension Command {
    /// `help schema`: the JSON Schema of what a command gives.
    static let helpSchema = Command(
        signature: CommandSignature(
            noun: "help",
            verb: "schema",
            arguments: [ArgumentSpecification("command", .command, .oneOrMore, summary: "a command")],
            results: [.text()],
            effect: .reads,
            summary: "print the JSON Schema of a command's result"
        )
    ) { invocation, _ in
        let name = try invocation.texts("command").joined(separator: " ")
        let table = CommandRegistry.table
        guard let signature = table[name] else {
            throw FGError(
                .notFound,
                "no command is called \"\(name)\"",
                hint: NearestName.hint(for: name, in: table.signatures.map(\.name))
                    ?? "help lists the commands"
            )
        }
        return .text(try ResultSchema(signature).text)
    }
}
