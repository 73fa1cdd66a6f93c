package import FGCore
import FGLanguage
import Glibc

extension Command {
    /// `help`: the commands, or the page of one.
    static let help = Command(
        signature: CommandSignature(
            verb: "help",
            arguments: [ArgumentSpecification("topic", .command, .zeroOrMore, summary: "a command or topic")],
            effect: .reads,
            summary: "show the commands, or the page of a command or topic"
        )
    ) { invocation, _ in
        let topic = try invocation.texts("topic").joined(separator: "-").replacing(" ", with: "-")
        return .text(topic.isEmpty ? try HelpPages.overview() : try HelpPages.page(topic))
    }
}

/// The pages of `help/`, with each command's synopsis from the command table.
package enum HelpPages {
    /// The names of the pages that belong to no command, sorted; empty where there are no pages.
    package static func topics() throws -> [String] {
        let names = Set(CommandRegistry.table.signatures.map { $0.name.replacing(" ", with: "-") })
        let pages = try folder()?.entries().filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }
        return (pages ?? []).filter { !names.contains($0) }.sorted()
    }

    /// The commands, a line each, and the topics.
    static func overview() throws -> String {
        let signatures = CommandRegistry.table.signatures
        let width = signatures.map(\.name.count).max() ?? 0
        let lines = signatures.map { signature in
            "  " + signature.name + String(repeating: " ", count: width - signature.name.count + 2)
                + signature.summary
        }
        let topics = try topics().map { "help \($0)" }.joined(separator: ", ")
        return
            (["help COMMAND shows a command's page, with examples.", ""] + lines
            + (topics.isEmpty ? [] : ["", "Topics: \(topics)"])).joined(separator: "\n")
    }

    /// The page of a command or topic, named with dashes.
    ///
    /// - Throws: `notFound` with the nearest names.
    static func page(_ topic: String) throws -> String {
        let names = CommandRegistry.table.signatures.map { $0.name.replacing(" ", with: "-") }
        let signature = CommandRegistry.table.signatures.first { $0.name.replacing(" ", with: "-") == topic }
        let text = try folder().flatMap { folder -> String? in
            guard topic.allSatisfy({ $0.isLetter || $0 == "-" }) else { return nil }
            let file = folder / (topic + ".md")
            return file.exists ? try file.readText() : nil
        }
        guard signature != nil || text != nil else {
            throw FGError(
                .notFound,
                "there is no help on \"\(topic.replacing("-", with: " "))\"",
                hint: NearestName.hint(for: topic, in: names + (try topics())) ?? "help lists the commands"
            )
        }
        let synopsis = signature.map { "    \($0.synopsis)\n\n" } ?? ""
        return synopsis + (text ?? signature?.summary ?? "")
    }

    /// Where the pages are: `$FGSHELL_HELP`, beside the installed program, or in the checkout it was built in.
    package static func folder() throws -> FilePath? {
        if let given = getenv("FGSHELL_HELP") { return FilePath(String(cString: given)) }
        guard var path = FilePath("/proc/self/exe").canonical() else { return nil }
        let installed = path.parent.parent / "share" / "fgshell" / "help"
        if installed.isFolder { return installed }
        while path.string != "/" {
            path = path.parent
            if (path / "help" / "image-list.md").exists { return path / "help" }
        }
        return nil
    }
}
