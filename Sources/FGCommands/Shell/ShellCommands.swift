import FGCore
import FGLanguage
import FGSite

extension Command {
    private static let versionFields = [FieldSpecification("version", .version, "the program's version")]
    private static let ownFields = [
        FieldSpecification("user", .text, "who you are"),
        FieldSpecification("project", .text, "the current project"),
        FieldSpecification("image", .text, "the selected image"),
        FieldSpecification("site", .text, "the site's folder"),
    ]
    private static let settingFields = [
        FieldSpecification("name", .text, "the setting"),
        FieldSpecification("value", .text, "its value"),
        FieldSpecification("default", .text, "the value that it begins with"),
        FieldSpecification("meaning", .text, "what it does"),
        FieldSpecification("values", .text, "the values it can have"),
    ]

    /// `version`: the program's version.
    static let version = Command(
        signature: CommandSignature(
            verb: "version",
            fields: versionFields,
            results: [.record(versionFields)],
            effect: .reads,
            summary: "print the program's version"
        )
    ) { _, _ in
        .record(Record([Record.Field("version", .text(ProductVersion.text))]))
    }

    /// `whoami`: user, project and selected image.
    static let whoami = Command(
        signature: CommandSignature(
            verb: "whoami",
            fields: ownFields,
            results: [.record(ownFields)],
            effect: .reads,
            summary: "show user, project, selected image and site"
        )
    ) { _, context in
        let session = context.session
        return .record(
            Record([
                Record.Field("user", .text(session.user)), Record.Field("project", .text(session.project)),
                Record.Field("image", session.selectedImage.map { .text($0.description) } ?? .null),
                Record.Field("site", .text(session.location.folder.string)),
            ])
        )
    }

    /// `use image`: selects an image.
    static let useImage = Command(
        signature: CommandSignature(
            noun: "use",
            verb: "image",
            arguments: [ArgumentSpecification("image", .image, summary: "which")],
            effect: .reads,
            summary: "select the image for commands that are given none",
            changesContext: true
        )
    ) { invocation, context in
        let image = try ImageReference(parsing: invocation.text("image"))
        _ = try await context.session.images.show(image)
        context.session.use(image: image)
        return .null
    }

    /// `use project`: makes a project the current one.
    static let useProject = Command(
        signature: CommandSignature(
            noun: "use",
            verb: "project",
            arguments: [ArgumentSpecification("project", .project, summary: "which")],
            effect: .reads,
            summary: "make a project the current one",
            changesContext: true
        )
    ) { invocation, context in
        try context.session.use(project: try invocation.text("project"))
        return .null
    }

    /// `use -`: the project before, and no image.
    static let useNothing = Command(
        signature: CommandSignature(
            noun: "use",
            verb: "-",
            effect: .reads,
            summary: "go back to the project before and select no image",
            changesContext: true
        )
    ) { _, context in
        let hadImage = context.session.selectedImage != nil
        context.session.use(image: nil)
        do {
            try context.session.usePreviousProject()
        } catch let error as FGError where error.code == .notFound && hadImage {
            // To select no image was something to do.
        }
        return .null
    }

    /// `set`: shows the settings, or changes one.
    static let set = Command(
        signature: CommandSignature(
            verb: "set",
            arguments: [
                ArgumentSpecification(
                    "name",
                    .setting(SettingSpecification.all),
                    .optional,
                    summary: "the setting"
                ),
                ArgumentSpecification(
                    "value",
                    .settingValue(SettingSpecification.all),
                    .optional,
                    summary: "its new value"
                ),
            ],
            fields: settingFields,
            results: [
                .rows(settingFields), .text("with a name"), .nothing("with a name and a value"),
            ],
            effect: .reads,
            summary: "show the settings, or change one"
        )
    ) { invocation, context in
        guard let name = try invocation.optionalText("name") else { return .table(context.shell.settings()) }
        guard let value = try invocation.optionalText("value") else {
            guard let value = context.shell.setting(name) else {
                throw FGError(.usage, "there is no setting \"\(name)\"", hint: "set lists them")
            }
            return .text(value)
        }
        try context.shell.set(name, to: value)
        return .null
    }

    /// `echo`: prints its words.
    static let echo = Command(
        signature: CommandSignature(
            verb: "echo",
            arguments: [ArgumentSpecification("words", .text, .zeroOrMore, summary: "what to print")],
            results: [.text()],
            effect: .reads,
            summary: "print words"
        )
    ) { invocation, _ in
        .text(try invocation.texts("words").joined(separator: " "))
    }

    /// `source`: runs the statements of a file.
    static let source = Command(
        signature: CommandSignature(
            verb: "source",
            arguments: [ArgumentSpecification("file", .file, summary: "the script")],
            effect: .reads,
            summary: "run the statements of a file"
        )
    ) { invocation, context in
        try await context.shell.runFile(context.path(try invocation.text("file")))
        return .null
    }

    /// `exit`: leaves the shell.
    static let exit = leave("exit")
    /// `quit`: leaves the shell.
    static let quit = leave("quit")

    private static func leave(_ verb: String) -> Command {
        Command(
            signature: CommandSignature(
                verb: verb,
                arguments: [
                    ArgumentSpecification("status", .integer(0...255), .optional, summary: "the exit status")
                ],
                effect: .reads,
                summary: "leave the shell"
            )
        ) { invocation, context in
            let status = try invocation.optionalInteger("status").map { Int32($0) }
            context.shell.leave(status: status ?? context.shell.lastStatus)
            return .null
        }
    }
}
