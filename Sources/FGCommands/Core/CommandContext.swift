package import FGCore
package import FGSite

/// What a running command can reach: the session, the shell around it, and a way to say how far it is.
package struct CommandContext: Sendable {
    package let session: Session
    /// Takes what a long operation says.
    package let progress: ProgressHandler
    /// The settings and the history of the shell around.
    package let shell: any ShellAccess
    /// The folder that relative paths start in; nil is the process's own.
    package let folder: FilePath?

    package init(
        session: Session,
        shell: any ShellAccess,
        folder: FilePath? = nil,
        progress: @escaping ProgressHandler
    ) {
        self.session = session
        self.shell = shell
        self.folder = folder
        self.progress = progress
    }

    /// The same with another taker of progress.
    package func saying(_ progress: @escaping ProgressHandler) -> CommandContext {
        CommandContext(session: session, shell: shell, folder: folder, progress: progress)
    }

    /// The path of a file argument, seen from the folder of the script that names it.
    package func path(_ text: String) -> FilePath {
        let path = FilePath(text)
        return folder.map { path.resolved(in: $0) } ?? path
    }

    /// Whether only the plan is wanted: by option or by setting.
    package func isDryRun(_ invocation: Invocation) -> Bool {
        invocation.flag("dry-run") || shell.setting("dry-run") == "on"
    }

    /// Whether a change is made or only rehearsed: by option or by setting.
    package func execution(_ invocation: Invocation) -> Execution {
        isDryRun(invocation) ? .rehearsal : .real
    }

    /// The image that is named, else the selected one.
    ///
    /// - Throws: `usage` when there is neither.
    package func image(_ invocation: Invocation) throws -> ImageReference {
        if let text = try invocation.optionalText("image") { return try ImageReference(parsing: text) }
        guard let selected = session.selectedImage else {
            throw FGError(
                .usage,
                "no image is named and none is selected",
                hint: "name one, or: use image NAME"
            )
        }
        return selected
    }

    /// Shows what would be destroyed and asks, as long as `confirm` is on; in a batch the option `--yes` must stand.
    ///
    /// `count` says how many things a plan is about that has not a row for each.
    /// - Throws: `usage` in a batch without `--yes`, `cancelled` when the user says no.
    package func confirm(
        _ plan: Table,
        of action: String,
        count: Int? = nil,
        isConfirmed: Bool
    ) async throws {
        if isConfirmed { return }
        guard shell.canAsk else {
            throw FGError(
                .usage,
                "a batch does not \(action) without --yes",
                hint: "add --yes, or look with --dry-run"
            )
        }
        let count = count ?? plan.rows.count
        guard shell.setting("confirm") != "off", count > 0 else { return }
        guard try await shell.ask("\(action)?", about: count, showing: .table(plan)) else {
            throw FGError(.cancelled, "nothing was changed")
        }
    }
}
