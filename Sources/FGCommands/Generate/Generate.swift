import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `generate`: an image from a template.
    static let generate = Command(
        signature: CommandSignature(
            verb: "generate",
            arguments: [
                ArgumentSpecification(
                    "template",
                    .templateOrFile,
                    summary: "a template, or with --watch a file of them"
                )
            ],
            options: [
                OptionSpecification(
                    "set",
                    .text,
                    isRepeatable: true,
                    summary: "NAME=VALUE for a parameter of the template"
                ),
                OptionSpecification(
                    "refresh",
                    summary: "ask the archive for its newest state, however fresh the last answer is"
                ),
                OptionSpecification(
                    "update",
                    summary: "as --refresh, and print what differs from the version before"
                ),
                OptionSpecification("explain", summary: "print what each phase did, why, and what it cost"),
                OptionSpecification(
                    "watch",
                    summary: "generate again whenever the template or a file that it names changes"
                ),
                OptionSpecification("dry-run", summary: "resolve, and print what would be fetched and built"),
            ],
            fields: GenerateFields.made,
            results: [
                .record(GenerateFields.made), .record(GenerateFields.plan, "with --dry-run"),
                .rows(GenerateFields.explained, "with --explain"),
                .rows(ImageFields.difference, "with --update"), .nothing("with --watch"),
            ],
            effect: .changes,
            summary: "make an image from a template",
            isLong: true
        )
    ) { invocation, context in
        let text = try invocation.text("template")
        let isFile = text.contains("/") || text.hasSuffix(".fg")
        if isFile, !invocation.flag("watch") || context.isDryRun(invocation) {
            throw FGError(
                .usage,
                "only --watch generates from a file",
                subject: text,
                hint: "template load \(text) reads it; then generate its template by name"
            )
        }
        let request = GenerationRequest(
            template: text,
            arguments: try invocation.assignments("set"),
            refreshesArchive: invocation.flag("refresh")
        )
        if context.isDryRun(invocation) {
            return .record(try await context.session.generation.plan(request, progress: context.progress))
        }
        if invocation.flag("watch") {
            for other in ["update", "explain"] where invocation.flag(other) {
                throw FGError(
                    .usage,
                    "--watch generates again and again, --\(other) once",
                    hint: "leave one out"
                )
            }
            try await context.session.generation.watch(
                request,
                file: isFile ? context.path(text) : nil,
                progress: context.progress
            )
            return .null
        }
        if invocation.flag("update") {
            return .table(try await context.session.generation.update(request, progress: context.progress))
        }
        if invocation.flag("explain") {
            return .table(
                try await context.session.generation.explain(request, progress: context.progress)
            )
        }
        return .record(try await context.session.generation.generate(request, progress: context.progress))
    }
}
