import FGAccounting
import FGCatalog
import FGCore
import FGDatabase
import FGGenerator
import FGRain
import FGStorage

/// The open parts of a site, which the services of a session work with.
struct SiteServices: Sendable {
    let location: SiteLocation
    let database: Database
    let store: BlobStore
    let catalog: Catalog
    let ledger: UsageLedger

    /// Opens a site, making it on first start, and clears what a killed shell left.
    ///
    /// - Throws: `denied` when the folder cannot be made or read.
    init(_ location: SiteLocation) throws {
        self.location = location
        if !location.isReadOnly { try location.folder.makeFolder(permissions: 0o700) }
        database = try Database(location.database, location.isReadOnly ? .readOnly : .readWrite)
        store = BlobStore(root: location.store)
        catalog = Catalog(database: database, store: store)
        ledger = UsageLedger(database: database)
        guard !location.isReadOnly else { return }
        try catalog.migrate()
        try ledger.migrate()
        try DeploymentStore(database: database).migrate()
        try store.recover()
        try ScratchFolder.recover(location)
    }

    /// The recipe that a digest names.
    ///
    /// - Throws: `corrupt` when it is not in the store, or no recipe.
    func recipe(_ digest: Digest) throws -> Recipe {
        try CanonicalJSON.decode(Recipe.self, from: store.bytes(of: digest))
    }
}
