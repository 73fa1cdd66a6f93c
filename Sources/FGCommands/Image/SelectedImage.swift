import FGLanguage

extension ArgumentSpecification {
    /// The image that a command is about, which may be left out where one is selected.
    static let selectedImage = ArgumentSpecification(
        "image",
        .image,
        .optional,
        standard: "the selected one",
        summary: "which"
    )
}
