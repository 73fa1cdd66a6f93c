import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image rebuild`: the bytes of a version from its recipe.
    static let imageRebuild = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "rebuild",
            arguments: [ArgumentSpecification("image", .image, summary: "which version")],
            options: [
                OptionSpecification(
                    "check",
                    summary: "build it in a clean place, without layers, and compare every byte"
                ),
                OptionSpecification("dry-run", summary: "print whether its bytes are there"),
            ],
            results: [
                .record(ImageFields.rebuilt), .rows(ImageFields.difference, "when the bytes differ"),
                .record(ImageFields.shown, "with --dry-run"),
            ],
            effect: .changes,
            summary: "make the bytes of a version again from its recipe",
            isLong: true
        )
    ) { invocation, context in
        let image = try ImageReference(parsing: invocation.text("image"))
        if context.isDryRun(invocation) { return .record(try await context.session.images.show(image)) }
        let service = context.session.rebuilding
        return invocation.flag("check")
            ? try await service.check(image, progress: context.progress)
            : try await service.bringBack(image, progress: context.progress)
    }
}
