import FGCatalog
import FGCore

extension Session {
    /// What names are completed.
    package enum CompletionKind: Sendable {
        case images
        case templates
        case packages
    }

    /// Names that start with a text; empty, never an error, where the site cannot say.
    package func completions(of kind: CompletionKind, _ prefix: String, _ limit: Int) -> [String] {
        guard location.folder.exists, let catalog = try? services().catalog else { return [] }
        return
            (try? {
                switch kind {
                case .images: try catalog.names(startingWith: prefix, limit: limit)
                case .packages: try catalog.packageNames(startingWith: prefix, limit: limit)
                case .templates: try catalog.templates().map(\.name).filter { $0.hasPrefix(prefix) }
                }
            }()) ?? []
    }
}
