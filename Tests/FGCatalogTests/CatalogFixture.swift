import FGCatalog
import FGCore
import FGDatabase
import FGLanguage
import FGStorage
import Testing

/// A catalog in a temporary folder, and images to put into it.
struct CatalogFixture {
    let folder: TemporaryFolder
    let catalog: Catalog

    static let now = Timestamp(seconds: 1_800_000_000)

    init() throws {
        folder = try TemporaryFolder()
        catalog = Catalog(
            database: try Database(folder.path / "catalog.sqlite"),
            store: BlobStore(root: folder.path / "store")
        )
        try catalog.migrate()
    }

    @discardableResult
    func add(
        _ name: String,
        project: String = "ada",
        packages: [String: String] = [:],
        content: String = "disk",
        change: (inout Manifest) -> Void = { _ in }
    ) throws -> ImageVersion {
        let blob = try catalog.store.ingest(Array(content.utf8))
        var manifest = Manifest(
            project: project,
            name: name,
            owner: "ada",
            created: Self.now,
            artifacts: [Manifest.Artifact(role: "base", format: "raw", digest: blob.digest, size: blob.size)]
        )
        manifest.os = "debian"
        manifest.architecture = "amd64"
        manifest.packages = packages.map {
            Manifest.Package(name: $0.key, version: $0.value, architecture: "amd64")
        }
        change(&manifest)
        return try catalog.add(manifest)
    }

    func names(where text: String, extent: Catalog.Extent = .newest) throws -> [String] {
        let source = Source(name: "t", text: "image list where " + text)
        guard case .pipeline(let pipeline) = try #require(Parser.parse(source).script.statements.first).kind
        else {
            throw FGError(.invalid, "no pipeline")
        }
        let condition = try #require(pipeline.command.condition).resolved(
            fields: Catalog.imageFields,
            user: "ada"
        )
        return try catalog.list(where: condition, extent: extent, project: "ada", now: Self.now)
            .map { "\($0.name):\($0.number)" }
    }
}
