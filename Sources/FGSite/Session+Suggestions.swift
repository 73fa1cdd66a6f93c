import FGCatalog
package import FGCore
import FGDatabase
import FGRain

/// What is looked up at a site for a text that is being typed.
package enum SuggestionKind: Sendable, Hashable {
    case images
    case templates
    case packages
    case versions(package: String)
    case users
    case projects
    case tags
    case properties
    /// Channels of the image that a reference names.
    case channels(of: String)
    case deployments
    /// The values that images have in a field.
    case values(field: String)
}

extension Session {
    /// What starts with a text; nothing, never an error, where the site cannot say or not before the deadline.
    ///
    /// It neither makes a site nor changes one, and waits for nobody who does. Names are looked up in a project first, with
    /// nil in the current one.
    package func suggestions(
        of kind: SuggestionKind,
        _ prefix: String,
        in project: String? = nil,
        until deadline: ContinuousClock.Instant
    ) -> SuggestionList {
        (try? find(kind, prefix, project ?? self.project, deadline)) ?? SuggestionList()
    }

    private func find(
        _ kind: SuggestionKind,
        _ prefix: String,
        _ project: String,
        _ deadline: ContinuousClock.Instant
    ) throws -> SuggestionList {
        let database = try suggestionDatabase()
        let catalog = CatalogSuggestions(database: database, project: project, deadline: deadline)
        switch kind {
        case .images: return try catalog.images(prefix)
        case .templates: return try catalog.templates(prefix)
        case .packages: return try catalog.packages(prefix)
        case .versions(let package): return try catalog.versions(ofPackage: package, prefix)
        case .users: return try catalog.users(prefix)
        case .projects: return try catalog.projects(prefix)
        case .tags: return try catalog.tags(prefix)
        case .properties: return try catalog.properties(prefix)
        case .channels(let reference): return try catalog.channels(of: reference, prefix)
        case .values(let field): return try catalog.values(ofField: field, prefix)
        case .deployments:
            return try DeploymentSuggestions(database: database, deadline: deadline).numbers(prefix)
        }
    }
}
