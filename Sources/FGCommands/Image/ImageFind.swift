import FGCatalog
import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image find`: one version that a condition holds for, made where there is none.
    static let imageFind = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "find",
            options: [
                OptionSpecification(
                    "or-generate",
                    .template,
                    summary: "the template to make one from where there is none"
                ),
                OptionSpecification(
                    "set",
                    .text,
                    isRepeatable: true,
                    summary: "NAME=VALUE for a parameter of the template"
                ),
                OptionSpecification("dry-run", summary: "print what is there, or what would be made"),
            ],
            results: [
                .record(ImageFields.found),
                .record(GenerateFields.plan, "with --dry-run where there is none"),
            ],
            conditionFields: ImageFields.all,
            effect: .changes,
            summary: "find one version that fulfils a condition, or generate it",
            isLong: true
        )
    ) { invocation, context in
        guard let condition = invocation.condition else {
            let hint = "image find where package openmpi-bin"
            throw FGError(.usage, "image find needs a condition", hint: hint)
        }
        let images = context.session.images
        guard let template = try invocation.optionalText("or-generate") else {
            if let found = try await images.find(where: condition) {
                return .record(found.foundRecord("found"))
            }
            throw FGError(
                .notFound,
                "no image fulfils the condition",
                hint: "--or-generate TEMPLATE makes one"
            )
        }
        let request = GenerationRequest(
            template: template,
            arguments: try invocation.assignments("set"),
            refreshesArchive: false
        )
        if context.isDryRun(invocation) {
            if let found = try await images.find(where: condition) {
                return .record(found.foundRecord("found"))
            }
            return .record(try await context.session.generation.plan(request, progress: context.progress))
        }
        let (version, isNew) = try await images.find(
            where: condition,
            orGenerate: request,
            progress: context.progress
        )
        return .record(version.foundRecord(isNew ? "generated" : "found"))
    }
}
