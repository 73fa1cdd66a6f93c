import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `verify`: tests an image and records the verdicts.
    static let verify = Command(
        signature: CommandSignature(
            verb: "verify",
            arguments: [.selectedImage],
            options: [
                OptionSpecification(
                    "offline",
                    summary: "only the checks of the unbooted disk; where none blocks, the state stays"
                ),
                OptionSpecification("dry-run", summary: "print the checks that would run"),
            ],
            fields: VerificationFields.checks,
            results: [
                .record(VerificationFields.verified), .rows(VerificationFields.checks, "with --dry-run"),
            ],
            effect: .changes,
            summary: "test an image, unbooted and booted, and record the verdicts",
            isLong: true
        )
    ) { invocation, context in
        let image = try context.image(invocation)
        if context.isDryRun(invocation) {
            return .table(
                try await context.session.verification.plan(image, isOffline: invocation.flag("offline"))
            )
        }
        return .record(
            try await context.session.verification.verify(
                image,
                isOffline: invocation.flag("offline"),
                progress: context.progress
            )
        )
    }
}
