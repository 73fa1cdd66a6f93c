import FGCore
import FGLanguage
import FGSite

extension Command {
    private static let contextFields = [
        FieldSpecification("user", .text, "who you are"),
        FieldSpecification(
            "role",
            .text,
            "what you may do at the site",
            values: ["administrator", "user"]
        ),
        FieldSpecification("project", .text, "the current project"),
        FieldSpecification("previous", .text, "the project that use - goes back to"),
        FieldSpecification("image", .text, "the selected image"),
        FieldSpecification("version", .text, "the version that it means now; none when it is gone"),
        FieldSpecification("site", .text, "the site's folder"),
        FieldSpecification(
            "access",
            .text,
            "whether the site may be changed",
            values: ["read and write", "read only"]
        ),
        FieldSpecification("restricted", .flag, "whether host programs and files are out of reach"),
        FieldSpecification("settings", .texts, "the settings that are not at their default, each NAME=VALUE"),
        FieldSpecification("recording", .text, "the script that statements are recorded into"),
        FieldSpecification("background", .integer, "how many operations of this shell run in the background"),
    ]

    /// `context`: all that decides what the next command works with.
    static let context = Command(
        signature: CommandSignature(
            verb: "context",
            fields: contextFields,
            results: [.record(contextFields)],
            effect: .reads,
            summary: "show what the next command works with: project, image, site, settings"
        )
    ) { _, context in
        let (session, shell) = (context.session, context.shell)
        let image = session.selectedImage
        let version = try await session.images.versionName(of: image)
        let settings = shell.settings()
        return .record(
            Record([
                Record.Field("user", .text(session.user)),
                Record.Field("role", .text(session.isAdministrator ? "administrator" : "user")),
                Record.Field("project", .text(session.project)),
                Record.Field("previous", session.previousProject.map { .text($0) } ?? .null),
                Record.Field("image", image.map { .text($0.description) } ?? .null),
                Record.Field("version", version.map { .text($0) } ?? .null),
                Record.Field("site", .text(session.location.folder.string)),
                Record.Field("access", .text(session.location.isReadOnly ? "read only" : "read and write")),
                Record.Field("restricted", .bool(shell.isRestricted)),
                Record.Field("settings", .list(changed(settings))),
                Record.Field("recording", shell.recording.map { .text($0.string) } ?? .null),
                Record.Field("background", .integer(Int64(shell.backgroundCount))),
            ])
        )
    }

    /// The settings whose values are not the defaults.
    private static func changed(_ settings: Table) -> [Value] {
        let names = settings.columns.map(\.name)
        guard let name = names.firstIndex(of: "name"), let value = names.firstIndex(of: "value"),
            let standard = names.firstIndex(of: "default")
        else { return [] }
        return settings.rows.filter { $0[value] != $0[standard] }
            .map { .text("\($0[name].literal)=\($0[value].literal)") }
    }
}
