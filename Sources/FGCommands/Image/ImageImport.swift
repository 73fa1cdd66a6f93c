import FGCore
import FGLanguage
import FGSite

extension Command {
    /// `image import`: takes an image from a file after the inspector accepted it.
    static let imageImport = Command(
        signature: CommandSignature(
            noun: "image",
            verb: "import",
            arguments: [ArgumentSpecification("file", .file, summary: "the image file or OCI layout folder")],
            options: [
                OptionSpecification(
                    "name",
                    .newName,
                    standard: "the file's name without its endings",
                    summary: "its name in the catalog"
                ),
                OptionSpecification("expect", .digest, summary: "the digest that the file must have"),
                OptionSpecification(
                    "format",
                    .choice(["raw", "qcow2", "vmdk", "vhd", "vhdx", "vdi", "tar", "oci"]),
                    summary: "the format that the file must be of"
                ),
                OptionSpecification(
                    "quick",
                    summary: "start no machine to read what is in file systems other than ext4"
                ),
                OptionSpecification("dry-run", summary: "inspect only, and say what would be done"),
            ],
            fields: ImageFields.imported,
            results: [
                .record(ImageFields.imported),
                .record(ImageFields.importPlan, isOpen: true, "with --dry-run"),
            ],
            effect: .changes,
            summary: "take an image from a file",
            isLong: true
        )
    ) { invocation, context in
        let request = ImageImportRequest(
            file: context.path(try invocation.text("file")),
            name: try invocation.optionalText("name"),
            expected: try invocation.optionalText("expect").map { try Digest(parsing: $0) },
            format: try invocation.optionalText("format"),
            isQuick: invocation.flag("quick")
        )
        if context.isDryRun(invocation) {
            return .record(try await context.session.images.planImport(request, progress: context.progress))
        }
        return .record(try await context.session.images.importImage(request, progress: context.progress))
    }
}
