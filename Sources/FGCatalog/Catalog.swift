package import FGDatabase
package import FGStorage

/// Images, their versions and what is known of them.
package struct Catalog: Sendable {
    package let database: Database
    package let store: BlobStore

    /// Opens the catalog's tables in a database.
    package init(database: Database, store: BlobStore) {
        self.database = database
        self.store = store
    }

    /// Brings the tables to their newest form.
    package func migrate() throws {
        try database.migrate("catalog", CatalogMigrations.all)
    }
}
