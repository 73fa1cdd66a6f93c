import FGCatalog
import FGCore
import FGGenerator
import FGInspect
import FGStorage

/// What images are laid over.
extension GenerationService {
    /// What pins bases for this site; with another store and folder for one that is not written.
    func bases(_ progress: @escaping ProgressHandler, in scratch: FilePath? = nil, _ store: BlobStore? = nil)
        throws
        -> BasePinner
    {
        BasePinner(
            folder: scratch.map { $0 / "bases" } ?? session.location.archives / "bases",
            store: try store ?? session.services().store,
            scratch: scratch ?? session.location.operations,
            progress: progress
        ) { [self] name in
            try await catalogBase(name, progress)
        }
    }

    /// The base of a recipe; nil when it has none.
    ///
    /// - Throws: `corrupt` for one whose bytes are gone for good.
    func pinnedBase(of recipe: Recipe, _ progress: @escaping ProgressHandler) async throws -> PinnedBase? {
        guard let base = recipe.base else { return nil }
        try await restore(base, of: recipe, progress)
        return try await bases(progress).pinned(base)
    }

    /// Brings the bytes of a recipe's base back that the store has no more.
    ///
    /// - Throws: `corrupt` for those that are gone for good, `unavailable` for a registry that cannot be asked.
    func restore(_ base: Recipe.Base, of recipe: Recipe, _ progress: @escaping ProgressHandler) async throws {
        let services = try session.services()
        // An evicted version comes back by its own recipe, whatever it is called and judged by now.
        if base.kind == .image, !services.store.contains(base.digest),
            let version = try services.catalog.version(making: base.digest)
        {
            try await session.rebuilding.bringBack(version, progress)
        }
        try await bases(progress).restore(base, architecture: recipe.template.architecture)
    }

    /// A version of the catalog as a base, its bytes in the store.
    private func catalogBase(_ name: String, _ progress: @escaping ProgressHandler) async throws
        -> CatalogBase
    {
        let services = try session.services()
        let version = try services.catalog.resolve(ImageReference(parsing: name), project: session.project)
        guard version.isDeployable else {
            throw FGError(
                .unverified,
                "\(version.fullName) is \(version.state.rawValue), and only a verified version is a base",
                subject: version.fullName,
                hint: "verify \(version.name):\(version.number)"
            )
        }
        try await session.rebuilding.bringBack(version, progress)
        let artifact = try services.catalog.baseArtifact(of: version)
        _ = try services.store.existingPath(of: artifact.digest)
        return CatalogBase(
            name: version.fullName,
            format: try ImageFormat(parsing: artifact.format),
            digest: artifact.digest,
            size: artifact.size
        )
    }
}
