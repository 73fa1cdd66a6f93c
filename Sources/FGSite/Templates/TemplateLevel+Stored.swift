import FGCatalog
import FGGenerator

extension TemplateLevel {
    /// The level that a stored revision is.
    ///
    /// - Throws: `SourceError` with all that is wrong in its text.
    init(_ stored: StoredTemplate) throws {
        try self.init(parsing: stored.text, name: stored.title, folder: stored.folder)
    }
}
