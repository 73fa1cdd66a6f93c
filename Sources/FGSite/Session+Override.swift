import FGCatalog
import FGCore
import Synchronization

/// A project and an image that hold for some work alone, whatever the session goes on to.
///
/// Work that uses another project or image uses it for itself.
package final class SessionOverride: Sendable {
    @TaskLocal package static var current: SessionOverride?

    private let context: Mutex<SessionContext>

    /// What holds in a session now.
    package convenience init(_ session: Session) {
        self.init(SessionContext(project: session.project, image: session.selectedImage))
    }

    init(_ context: SessionContext) {
        self.context = Mutex(context)
    }

    func withContext<Result>(_ body: (inout SessionContext) throws -> Result) rethrows -> Result {
        try context.withLock { try body(&$0) }
    }
}

extension Session {
    /// A project for some work alone, with the image that is selected now.
    ///
    /// It must be there, so that a slip of the pen is not taken for a new project, in which names are looked up in vain and
    /// then everywhere.
    /// - Throws: `invalid` for a name that no project can have, `notFound` for one that has neither images nor templates
    ///   and is not the user's own.
    package func override(project: String) throws -> SessionOverride {
        let name = try Name.validated(project, as: "project name")
        if name != user, name != self.project {
            let catalog = try services().catalog
            guard try catalog.hasProject(name) else {
                throw FGError(
                    .notFound,
                    "there is no project \"\(name)\"",
                    subject: name,
                    hint: NearestName.hint(for: name, in: try catalog.projects() + [user])
                        ?? "a project begins with its first image: use project \(name), then import or generate one"
                )
            }
        }
        return SessionOverride(SessionContext(project: name, image: selectedImage))
    }
}
