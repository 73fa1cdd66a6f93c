public import FGCore
import FGDatabase
import Glibc
import Synchronization

/// What one user does at a site: the way to every service, so that permission is checked in one place.
///
/// Making a session opens nothing; the site is opened, and on first start made, by the first call that needs it.
public final class Session: Sendable {
    private struct Context {
        var project: String
        var previousProject: String?
        var image: ImageReference?
        var services: SiteServices?
        /// A connection of its own for suggestions, which wait for no statement that runs.
        var suggestions: Database?
        var operations: OperationStore?
    }

    /// The user's name at the site, which is the Unix user's.
    public let user: String
    /// The site that the session works on.
    public let location: SiteLocation
    private let context: Mutex<Context>

    /// Starts a session of the Unix user who runs this process.
    public init(location: SiteLocation, project: String? = nil) throws {
        guard let entry = getpwuid(geteuid()) else {
            throw FGError(.failed, "user number \(geteuid()) has no name on this system")
        }
        user = String(cString: entry.pointee.pw_name)
        self.location = location
        let project = try project.map { try Name.validated($0, as: "project name") } ?? user
        context = Mutex(Context(project: project))
    }

    /// The open site; the first call opens it.
    func services() throws -> SiteServices {
        try context.withLock { context in
            if let services = context.services { return services }
            let services = try SiteServices(location)
            context.services = services
            return services
        }
    }

    /// A read-only connection to the site's database.
    ///
    /// - Throws: `notFound` when there is no site; it makes none.
    func suggestionDatabase() throws -> Database {
        try context.withLock { context in
            if let database = context.suggestions { return database }
            let database = try Database(location.database, .readOnly)
            context.suggestions = database
            return database
        }
    }

    /// The rows of long work, which is noted whatever the catalog's connection does.
    ///
    /// - Throws: `notFound` in a read-only session where no operation ever ran.
    func operationStore() throws -> OperationStore {
        try context.withLock { context in
            if let store = context.operations { return store }
            let store = try OperationStore(location)
            context.operations = store
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
    public var project: String { SessionOverride.current?.project ?? context.withLock { $0.project } }

    /// The image that `use image` selected; nil when none is.
    public var selectedImage: ImageReference? {
        if let override = SessionOverride.current { return override.image }
        return context.withLock { $0.image }
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
        context.withLock {
            $0.previousProject = $0.project
            $0.project = name
        }
    }

    /// Makes the project before the current one the current one again.
    ///
    /// - Throws: `notFound` when there was none.
    public func usePreviousProject() throws {
        try context.withLock {
            guard let previous = $0.previousProject else {
                throw FGError(.notFound, "there was no other project in this session")
            }
            $0.previousProject = $0.project
            $0.project = previous
        }
    }

    /// Selects an image for commands that are given none, or with nil none.
    public func use(image: ImageReference?) {
        context.withLock { $0.image = image }
    }
}
