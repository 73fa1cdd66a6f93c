package import FGCore
import FGInspect
package import FGStorage

/// Brings the bytes of bases into the store and says by which digests a recipe names them.
package struct BasePinner: Sendable {
    /// The site's folder for what is known of bases.
    package let folder: FilePath
    package let store: BlobStore
    /// Where folders for what is made on the way are made.
    package let scratch: FilePath
    package let progress: ProgressHandler
    /// Finds the version of the catalog that a name means, and brings its bytes back where they were evicted.
    package let catalog: @Sendable (_ name: String) async throws -> CatalogBase

    package init(
        folder: FilePath,
        store: BlobStore,
        scratch: FilePath,
        progress: @escaping ProgressHandler,
        catalog: @escaping @Sendable (_ name: String) async throws -> CatalogBase
    ) {
        self.folder = folder
        self.store = store
        self.scratch = scratch
        self.progress = progress
        self.catalog = catalog
    }

    /// The base of a template; nil when it has none.
    ///
    /// A registry is asked once an hour, and each time when `refreshing`.
    /// - Throws: `SourceError` at the template's line for what is not there or cannot be a base, `refused` for hostile bytes,
    ///   `unavailable` for a registry that cannot be asked or a missing program.
    package func pin(_ resolution: TemplateResolver.Resolution, refreshing: Bool, now: Timestamp) async throws
        -> PinnedBase?
    {
        guard let base = resolution.template.base else { return nil }
        do {
            let source = try await source(of: base, resolution, refreshing: refreshing, now: now)
            let pinned = try await pinned(source.pin, base, named: source.name)
            guard pinned.recipe.newest <= now else {
                throw FGError(
                    .invalid,
                    "the base has files of \(pinned.recipe.newest), which is not yet",
                    hint: "set the clock, or give its files earlier times"
                )
            }
            return pinned
        } catch let error as FGError where [.notFound, .invalid, .conflict, .unverified].contains(error.code)
        {
            let problem = ArchiveProblem(.line(.base), error.message, hint: error.hint)
            throw resolution.places.error([problem]) ?? error as any Error
        }
    }

    /// The base of a recipe as it was pinned.
    ///
    /// - Throws: `corrupt` for a blob that is not in the store.
    package func pinned(_ base: Recipe.Base) async throws -> PinnedBase {
        let pin = BasePin(
            digest: base.digest,
            format: base.format,
            isLayered: !base.documents.isEmpty,
            documents: base.documents,
            layers: base.layers
        )
        let (facts, database) = try await facts(of: pin)
        return PinnedBase(recipe: base, facts: facts, database: database)
    }

    private func pinned(_ pin: BasePin, _ base: ResolvedTemplate.Base, named name: String) async throws
        -> PinnedBase
    {
        let (facts, database) = try await facts(of: pin)
        var layers = pin.layers
        for (number, content) in (facts.contents ?? []).enumerated() { layers[number].content = content }
        return PinnedBase(
            recipe: Recipe.Base(
                kind: base.kind,
                source: name,
                format: pin.format,
                digest: pin.digest,
                documents: pin.documents,
                layers: layers,
                manager: facts.manager,
                packages: facts.packages,
                kernel: facts.kernel,
                users: facts.users.isEmpty ? nil : facts.users,
                newest: facts.newest,
                isPlain: base.isPlain
            ),
            facts: facts,
            database: database
        )
    }

    private func source(
        of base: ResolvedTemplate.Base,
        _ resolution: TemplateResolver.Resolution,
        refreshing: Bool,
        now: Timestamp
    ) async throws -> (pin: BasePin, name: String) {
        let architecture = resolution.template.architecture
        switch base.kind {
        case .archive, .oci:
            guard let path = resolution.basePath else { throw FGError(.invalid, "the base has no path") }
            let bringing = StoredBase(store: store, scratch: scratch, progress: progress)
            let key = MemoKey(base: base, path: path.canonical() ?? path, architecture: architecture)
            let pin = try await remembered(key, stamp: StoredBase.stamp(of: path)) {
                base.kind == .archive
                    ? try await bringing.archive(path)
                    : try await bringing.layout(path, reference: base.reference, architecture: architecture)
            }
            return (pin, base.source)
        case .registry:
            let key = MemoKey(base: base, path: "/", architecture: architecture)
            return (try await registry(base, key, refreshing: refreshing, now: now), base.source)
        case .image:
            let found = try await catalog(base.source)
            let layer = Recipe.Base.Layer(digest: found.digest, size: found.size)
            if found.format == .ociLayout {
                return (try await stored(found, base, architecture), found.name)
            }
            let pin = BasePin(
                digest: found.digest,
                format: found.format,
                isLayered: false,
                documents: [],
                layers: [layer]
            )
            guard found.format.isDisk || found.format == .tar else {
                throw FGError(
                    .invalid,
                    "\(found.name) is of the format \(found.format.rawValue), which is not read as a base"
                )
            }
            return (pin, found.name)
        }
    }

    /// The image of a layout that the catalog has: its layers come into the store beside it.
    private func stored(_ found: CatalogBase, _ base: ResolvedTemplate.Base, _ architecture: String)
        async throws -> BasePin
    {
        // A version never changes: its name says which one was read.
        let named = ResolvedTemplate.Base(kind: .image, source: found.name)
        let path = store.path(of: found.digest)
        let key = MemoKey(base: named, path: path, architecture: architecture)
        return try await remembered(key, stamp: found.digest.description) {
            do {
                return try await StoredBase(store: store, scratch: scratch, progress: progress).layout(
                    path,
                    reference: nil,
                    architecture: architecture
                )
            } catch let error as FGError where error.code == .invalid {
                throw FGError(
                    .invalid,
                    "\(found.name): \(error.message)",
                    subject: found.name,
                    hint: "name an image of its file: base oci from=\"…\" reference=NAME"
                )
            }
        }
    }

    // MARK: Registry

    private func registry(_ base: ResolvedTemplate.Base, _ key: MemoKey, refreshing: Bool, now: Timestamp)
        async throws
        -> BasePin
    {
        let memo = try memo(of: key)
        let isComplete = memo.map { $0.pin.blobs.allSatisfy(store.rescue) } ?? false
        // What has a digest for its name never changes.
        let isFixed = base.source.contains("@sha256:")
        if let memo, isComplete, isFixed || !refreshing && memo.isFresh(at: now) { return memo.pin }
        let client = RegistryClient(
            address: base.source,
            isPlain: base.isPlain ?? false,
            architecture: key.architecture
        )
        let digest: Digest
        do {
            progress(.phase("resolve", detail: "asking the registry of \(base.source)"))
            digest = try await client.manifestDigest()
        } catch let error as FGError where error.code == .unavailable {
            guard let memo, isComplete, !refreshing else { throw error }
            progress(.note("\(error.message); what it had before is used"))
            return memo.pin
        }
        var pin = memo?.pin
        if !isComplete || pin?.digest != digest {
            pin = try await fetch(client, digest)
        }
        guard let pin else { throw FGError(.failed, "the registry gave no image") }
        try remember(Memo(stamp: "", asked: now, pin: pin), key)
        return pin
    }

    private func fetch(_ client: RegistryClient, _ digest: Digest) async throws -> BasePin {
        progress(.phase("resolve", detail: "fetching \(client.address)"))
        try scratch.makeFolder(permissions: 0o700)
        let place = try TemporaryFolder(in: scratch)
        defer { withExtendedLifetime(place) {} }
        let layout = try await client.fetch(digest, to: place.path)
        let bringing = StoredBase(store: store, scratch: scratch, progress: progress)
        return try await bringing.layout(layout, reference: nil, architecture: client.architecture)
    }

    /// Brings the blobs of a recipe's base back that the store has no more.
    ///
    /// - Throws: `corrupt` where nothing says where they can be had, `unavailable` for a registry that cannot be asked.
    package func restore(_ base: Recipe.Base, architecture: String) async throws {
        guard let missing = base.blobs.first(where: { !store.rescue($0) }) else { return }
        switch base.kind {
        case .registry:
            let client = RegistryClient(
                address: base.source,
                isPlain: base.isPlain ?? false,
                architecture: architecture
            )
            _ = try await fetch(client, base.digest)
        case .archive, .oci, .image: break
        }
        guard base.blobs.allSatisfy(store.contains) else {
            throw FGError(
                .corrupt,
                "the store has no blob \(missing), which is a part of the base \(base.source)",
                subject: base.source,
                hint: "generate the template again where the base is"
            )
        }
    }

    // MARK: What is known

    private struct MemoKey: Codable {
        let base: ResolvedTemplate.Base
        let path: FilePath
        let architecture: String
    }

    private struct Memo: Codable {
        /// What the file was when it was read; empty for a registry.
        let stamp: String
        /// When the registry was asked.
        let asked: Timestamp
        let pin: BasePin

        private static let freshness: Int64 = 3600

        func isFresh(at now: Timestamp) -> Bool { (0...Self.freshness).contains(now.seconds - asked.seconds) }
    }

    private func remembered(_ key: MemoKey, stamp: String, _ body: () async throws -> BasePin) async throws
        -> BasePin
    {
        if let memo = try memo(of: key), memo.stamp == stamp, memo.pin.blobs.allSatisfy(store.rescue) {
            return memo.pin
        }
        let pin = try await body()
        try remember(Memo(stamp: stamp, asked: Timestamp(seconds: 0), pin: pin), key)
        return pin
    }

    private func place(_ key: some Encodable) throws -> FilePath {
        try folder.makeFolder(permissions: 0o700)
        return folder / "\(try CanonicalJSON.digest(of: key).hex).json"
    }

    private func memo(of key: MemoKey) throws -> Memo? {
        let place = try place(key)
        // One that an earlier version of the program wrote otherwise is as good as none.
        return (try? place.readBytes()).flatMap { try? CanonicalJSON.decode(Memo.self, from: $0) }
    }

    private func remember(_ memo: Memo, _ key: MemoKey) throws {
        try place(key).write(try CanonicalJSON.encode(memo), permissions: 0o600)
    }

    private struct FactsKey: Encodable {
        var form = "facts 3"
        let pin: BasePin
        let program = ProductVersion.text
    }

    /// What is in a base, with the file of rpm's database; read once and kept.
    private func facts(of pin: BasePin) async throws -> (BaseFacts, database: FilePath?) {
        var named = pin
        // The digests of what is in the layers follow from theirs.
        for index in named.layers.indices where !named.isLayered { named.layers[index].content = nil }
        let place = try place(FactsKey(pin: named))
        let database = FilePath(place.string + ".rpmdb")
        if let bytes = try? place.readBytes(limit: 256 << 20),
            let facts = try? CanonicalJSON.decode(BaseFacts.self, from: bytes),
            facts.database == nil || database.exists
        {
            return (facts, facts.database == nil ? nil : database)
        }
        progress(
            .phase("resolve", detail: "reading the base, \(ByteCount(pin.layers.reduce(0) { $0 + $1.size }))")
        )
        try scratch.makeFolder(permissions: 0o700)
        let unpacked = try TemporaryFolder(in: scratch)
        defer { withExtendedLifetime(unpacked) {} }
        let reader = BaseReader(store: store, scratch: unpacked.path, progress: progress)
        let found = try await reader.facts(of: pin)
        if let bytes = found.database { try database.write(bytes, permissions: 0o600) }
        try place.write(try CanonicalJSON.encode(found.facts), permissions: 0o600)
        return (found.facts, found.database == nil ? nil : database)
    }
}
