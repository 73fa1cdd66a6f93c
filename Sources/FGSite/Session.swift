public import FGCore
import FGDatabase
import Glibc
import Synchronization

/// What one user does at a site: the way to every service, so that permission is checked in one place.
///
/// Making a session opens nothing; the site is opened, and on first start made, by the first call that needs it.
public final class Session: Sendable {
    private struct Opened {
        var services: SiteServices?
        /// A connection of its own for suggestions, which wait for no statement that runs.
        var suggestions: Database?
        var operations: OperationStore?
    }

    /// The user's name at the site, which is the Unix user's.
    public let user: String
    /// The site that the session works on.
    public let location: SiteLocation
    private let opened = Mutex(Opened())
    private let context: Mutex<SessionContext>

    /// Starts a session of the Unix user who runs this process.
    public init(location: SiteLocation, project: String? = nil) throws {
        guard let entry = getpwuid(geteuid()) else {
            throw FGError(.failed, "user number \(geteuid()) has no name on this system")
        }
        user = String(cString: entry.pointee.pw_name)
        self.location = location
        let project = try project.map { try Name.validated($0, as: "project name") } ?? user
        context = Mutex(SessionContext(project: project))
    }

    /// The open site; the first call opens it.
    func services() throws -> SiteServices {
        try opened.withLock { opened in
            if let services = opened.services { return services }
            let services = try SiteServices(location)
            opened.services = services
            return services
        }
    }

    /// A read-only connection to the site's database.
    ///
    /// - Throws: `notFound` when there is no site; it makes none.
    func suggestionDatabase() throws -> Database {
        try opened.withLock { opened in
            if let database = opened.suggestions { return database }
            let database = try Database(location.database, .readOnly)
            opened.suggestions = database
            return database
        }
    }

    /// The rows of long work, which is noted whatever the catalog's connection does.
    ///
    /// - Throws: `notFound` in a read-only session where no operation ever ran.
    func operationStore() throws -> OperationStore {
        try opened.withLock { opened in
            if let store = opened.operations { return store }
            let store = try OperationStore(location)
            opened.operations = store
            return store
        }
    }

    /// Makes all changes of `body` to the catalog together, or none of them when it throws.
    ///
    /// - Throws: what `body` throws, `conflict` when others were writing for too long.
    package func atomically<Result: Sendable>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Result
    ) async throws -> Result {
        try await services().database.atomically(body)
    }

    /// Whether the calls of the running task belong to an `atomically`.
    package var isInTransaction: Bool { Database.isInTransaction }

    /// The project that names are looked up in first and new images go to; at the start the user's own.
    public var project: String { withContext { $0.project } }

    /// The project that `use -` goes back to; nil when there was no other.
    public var previousProject: String? { withContext { $0.previousProject } }

    /// The image that `use image` selected; nil when none is.
    public var selectedImage: ImageReference? { withContext { $0.image } }

    /// What holds for the running task: its own, or that of the session.
    private func withContext<Result>(_ body: (inout SessionContext) throws -> Result) rethrows -> Result {
        if let override = SessionOverride.current { return try override.withContext(body) }
        return try context.withLock { try body(&$0) }
    }

    /// Whether the user is an administrator of the site: its owner is.
    public var isAdministrator: Bool {
        var status = stat()
        guard stat(location.folder.string, &status) == 0 else { return true }
        return status.st_uid == geteuid()
    }

    /// Makes a project the current one.
    ///
    /// - Throws: `invalid` for a name that no project can have.
    public func use(project: String) throws {
        let name = try Name.validated(project, as: "project name")
        withContext { $0.use(project: name) }
    }

    /// Makes the project before the current one the current one again.
    ///
    /// - Throws: `notFound` when there was none.
    public func usePreviousProject() throws {
        try withContext { try $0.usePreviousProject() }
    }

    /// Selects an image for commands that are given none, or with nil none.
    public func use(image: ImageReference?) {
        withContext { $0.image = image }
    }
}
