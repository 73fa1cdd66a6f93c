import FGCatalog
import FGCore
import FGGenerator
import FGInspect
import FGStorage

/// What images are laid over.
extension GenerationService {
    /// Uses what pins bases for this site, with a folder on the disk for what is unpacked.
    func withBases<Result>(
        _ progress: @escaping ProgressHandler,
        _ body: (BasePinner) async throws -> Result
    ) async throws -> Result {
        // A base may be larger than any memory; a folder of a shell that was killed goes with the next one.
        let scratch = try ScratchFolder(session.location, bytes: .max / 4)
        defer { withExtendedLifetime(scratch) {} }
        let known = session.location.archives / "bases"
        return try await body(try bases(progress, knowing: known, scratch.path, session.services().store))
    }

    /// What pins bases with folders of the caller.
    func bases(
        _ progress: @escaping ProgressHandler,
        knowing folder: FilePath,
        _ scratch: FilePath,
        _ store: BlobStore
    ) throws -> BasePinner {
        BasePinner(folder: folder, store: store, scratch: scratch, progress: progress) { [self] name in
            try await catalogBase(name, progress)
        }
    }

    /// The base of a template; nil when it has none.
    ///
    /// - Throws: `SourceError` at the template's line for what is not there or cannot be a base, `refused` for hostile bytes,
    ///   `unavailable` for a registry that cannot be asked or a missing program.
    func pinnedBase(
        of resolution: TemplateResolver.Resolution,
        refreshing: Bool,
        _ progress: @escaping ProgressHandler
    ) async throws -> PinnedBase? {
        guard resolution.template.base != nil else { return nil }
        return try await withBases(progress) {
            try await $0.pin(resolution, refreshing: refreshing, now: session.now)
        }
    }

    /// The base of a recipe; nil when it has none.
    ///
    /// - Throws: `corrupt` for one whose bytes are gone for good.
    func pinnedBase(of recipe: Recipe, _ progress: @escaping ProgressHandler) async throws -> PinnedBase? {
        guard let base = recipe.base else { return nil }
        try await restore(base, of: recipe, progress)
        return try await withBases(progress) { try await $0.pinned(base) }
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
        guard !base.blobs.allSatisfy(services.store.rescue) else { return }
        try await withBases(progress) {
            try await $0.restore(base, architecture: recipe.template.architecture)
        }
    }

    /// A version of the catalog as a base, its bytes in the store.
    private func catalogBase(_ name: String, _ progress: @escaping ProgressHandler) async throws
        -> CatalogBase
    {
        let services = try session.services()
        let version = try services.catalog.resolve(ImageReference(parsing: name), project: session.project)
        let artifact = try services.catalog.baseArtifact(of: version)
        let format = try ImageFormat(parsing: artifact.format)
        // What cannot boot cannot be verified: what is laid over it is.
        guard version.isDeployable || !format.isDisk && version.state == .built else {
            throw FGError(
                .unverified,
                "\(version.fullName) is \(version.state.rawValue), and only a verified version is a base",
                subject: version.fullName,
                hint: "verify \(version.name):\(version.number)"
            )
        }
        try await session.rebuilding.bringBack(version, progress)
        _ = try services.store.existingPath(of: artifact.digest)
        return CatalogBase(
            name: version.fullName,
            format: format,
            digest: artifact.digest,
            size: artifact.size
        )
    }
}
