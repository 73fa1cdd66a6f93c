import FGCore
import FGGenerator
import FGLanguage
import FGSite

extension Command {
    /// `template new`: a first template to change.
    static let templateNew = Command(
        signature: CommandSignature(
            noun: "template",
            verb: "new",
            arguments: [ArgumentSpecification("name", .text, summary: "the new template's name")],
            options: [
                OptionSpecification(
                    "os",
                    .choice(TemplateStarter.releases.keys.sorted()),
                    standard: "debian",
                    summary: "the system"
                ),
                OptionSpecification(
                    "release",
                    .text,
                    standard: "the usual one of the system",
                    summary: "its release, such as bookworm or 9"
                ),
                OptionSpecification("to", .path, summary: "the new file to write it to"),
                OptionSpecification("dry-run", summary: "check, and print what would be written"),
            ],
            results: [.text(), .record(ImageFields.written, "with --to")],
            effect: .reads,
            summary: "print a template to start from, with the lines that are wanted next as comments"
        )
    ) { invocation, context in
        let name = try Name.validated(try invocation.text("name"), as: "template name")
        let os = try invocation.optionalText("os") ?? "debian"
        let release = try invocation.optionalText("release") ?? TemplateStarter.releases[os] ?? ""
        let text = TemplateStarter.text(
            name: name,
            os: os,
            release: try TemplateStarter.validated(release: release, of: os)
        )
        guard let file = try invocation.optionalText("to") else { return .text(text) }
        return .record(
            try context.session.images.write(text, to: context.path(file), context.execution(invocation))
        )
    }
}
