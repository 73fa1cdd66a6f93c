/// The options that commands take beside their own.
extension CommandTable {
    /// The option that every command takes: it shows the command's page, whatever else stands in the call.
    package static let helpOption = OptionSpecification("help", summary: "show the page of the command")

    /// The option that has one command work in another project than the current one.
    package static let projectOption = OptionSpecification(
        "project",
        .project,
        standard: "the current one",
        summary: "the project to work in, for this command alone"
    )

    /// The options beside its own that a command takes with a value or an effect on how it runs.
    ///
    /// One with an option of such a name keeps its own; what is there to change the project has no use for another.
    package static func commonOptions(of signature: CommandSignature) -> [OptionSpecification] {
        let hasOwn = signature.options.contains { $0.name == projectOption.name }
        return hasOwn || signature.changesContext ? [] : [projectOption]
    }
}
