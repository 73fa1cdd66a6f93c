import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `site key`: makes the key that the site signs with.
    static let siteKey = Command(
        signature: CommandSignature(
            noun: "site",
            verb: "key",
            options: [OptionSpecification("dry-run", summary: "print whether one would be made")],
            results: [
                .record([
                    FieldSpecification("file", .text, "the file of the private key"),
                    FieldSpecification("result", .text, "what came of it", values: ["made", "kept"]),
                    FieldSpecification("digest", .text, "which key: the digest of its public half in DER"),
                    FieldSpecification("public", .text, "its public half in PEM"),
                ])
            ],
            effect: .changes,
            summary: "make the key that provenance is signed with, or show it"
        )
    ) { invocation, context in
        .record(try await context.session.makeSigningKey(context.execution(invocation)))
    }
}
