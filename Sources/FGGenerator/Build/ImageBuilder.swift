package import FGCore
import FGProcess
package import FGStorage
import Glibc

/// Builds a recipe's disk: from the store alone, without network.
package struct ImageBuilder: Sendable {
    /// What a build gives.
    package struct Output: Sendable {
        /// The raw disk, sparse.
        package let disk: FilePath
        /// The digest of its bytes, made while they were written.
        package let digest: Digest
        /// The kernel's version; nil for an image without disk.
        package let kernel: String?
        /// What was done, in order.
        package let phases: [BuildPhase]
    }

    package let store: BlobStore
    /// Where the trees of finished stages are kept; nil keeps none.
    package let layers: FilePath?
    /// How long installing packages may take at a time.
    package let deadline: Duration
    package let progress: ProgressHandler

    package init(
        store: BlobStore,
        layers: FilePath? = nil,
        deadline: Duration = .seconds(3600),
        progress: @escaping ProgressHandler
    ) {
        self.store = store
        self.layers = layers
        self.deadline = deadline
        self.progress = progress
    }

    /// Checks what can be known before anything is fetched: that this machine can build the template.
    ///
    /// - Throws: `invalid` without a disk, `unavailable` for a missing program or a foreign architecture.
    package static func requireBuildable(_ template: ResolvedTemplate) throws {
        guard template.disk != nil else {
            throw FGError(.invalid, "the template has no disk", hint: "add a line: disk 4GiB boot=bios+uefi")
        }
        guard runnable.contains(template.architecture) else {
            throw FGError(
                .unavailable,
                "this machine does not run programs of \(template.architecture), which a build does",
                subject: template.architecture,
                hint: "generate it on a machine of that architecture"
            )
        }
        _ = try BuildTools(for: template)
        try template.family.packages.requirePrograms()
    }

    /// Checks that the machine's clock is behind the recipe's epoch: later times are clamped, earlier ones are the packages' own.
    private static func requireClock(behind epoch: Timestamp) throws {
        let now = Timestamp(seconds: Int64(time(nil)))
        guard now < epoch else { return }
        throw FGError(
            .unavailable,
            "this machine's clock says \(now), which is before the packages' \(epoch)",
            hint: "set the clock"
        )
    }

    /// The architectures whose programs this machine runs, as Debian names them.
    #if arch(x86_64)
    private static let runnable = ["amd64", "i386"]
    #else
    private static let runnable = ["arm64"]
    #endif

    /// Builds a disk, a new file, with a scratch folder, which the caller removes.
    ///
    /// - Throws: `unavailable` for a missing program or right, `corrupt` for a package that is not in the store,
    ///   `failed` or `invalid` with the reason when a stage fails.
    package func build(_ recipe: Recipe, to disk: FilePath, scratch: FilePath) async throws -> Output {
        guard geteuid() != 0 else { return try await buildAsRoot(recipe, to: disk, scratch: scratch) }
        return try await NamespaceBuild(store: store, layers: layers, progress: progress).build(
            recipe,
            to: disk,
            scratch: scratch
        )
    }

    /// Builds where this process is root: of the host, or of a user namespace.
    func buildAsRoot(_ recipe: Recipe, to output: FilePath, scratch: FilePath) async throws -> Output {
        try Self.requireBuildable(recipe.template)
        guard let disk = recipe.template.disk else { throw FGError(.invalid, "the template has no disk") }
        try Self.requireClock(behind: recipe.epoch)
        let tools = try BuildTools(for: recipe.template)
        let identifiers = RecipeIdentifiers(recipe: try recipe.digest())
        let manager = recipe.template.family.packages
        let log = PhaseLog(progress)
        let cache = layers.map { LayerCache(folder: $0) }
        let keeping = LayerKeeping(cache: cache, progress: progress)
        let installer = try manager.installer(of: recipe, deadline: deadline)
        let arrival = PackageArrival(into: store, scratch: scratch)
        let pool = try PackagePool(
            from: store,
            arrival: arrival,
            at: scratch / "pool",
            for: installer
        )
        do {
            let packages = PackageLayers(
                recipe: recipe,
                store: store,
                tools: tools,
                scratch: scratch,
                cache: cache,
                keeping: keeping,
                installer: installer,
                pool: pool,
                arrival: arrival,
                log: log,
                progress: progress
            )
            // A base has enough to do until they are there.
            if recipe.base == nil, let first = recipe.installedStages.first {
                try await arrival.wait(for: recipe.packages(of: first))
            }
            let stack = try await log.group("packages", detail: "\(recipe.packages.count) packages") {
                try await packages.run()
            }
            try await pool.end()
            // The layers are under the tree until the last byte is read.
            defer { withExtendedLifetime(stack) {} }
            let working = try WorkingTree.lay(over: stack.folders, at: scratch / "image")
            defer { working.release() }
            let tree = Tree(root: working.root, tools: tools, epoch: recipe.epoch)
            try await log.phase("content", detail: "users, files, services") {
                try await ContentStage(recipe: recipe, store: store, tree: tree, identifiers: identifiers)
                    .run()
            }
            try await log.phase("hygiene", detail: "keys, ids, logs, times") {
                let written = recipe.template.writtenPaths
                try HygieneStage(
                    tree: tree,
                    changes: working.changes,
                    leftovers: manager.leftovers,
                    written: written
                ).run()
            }
            let (kernel, digest) = try await log.phase(
                "disk",
                detail: "\(disk.size)",
                bytes: disk.size.bytes
            ) {
                let (laid, kernel) = try await DiskAssembler(
                    recipe: recipe,
                    disk: disk,
                    tree: tree,
                    tools: tools,
                    identifiers: identifiers,
                    scratch: scratch
                ).run()
                return (kernel, try write(laid, to: output))
            }
            try Self.requireClock(behind: recipe.epoch)
            try await keeping.wait()
            return Output(disk: output, digest: digest, kernel: kernel, phases: log.phases)
        } catch {
            // What is left of its folder goes with the scratch folder; why the build failed counts.
            try? await pool.end()
            await keeping.end(after: error)
            throw error
        }
    }

    /// Writes a disk, past the system's cache, and gives the digest of its bytes.
    private func write(_ disk: LaidDisk, to output: FilePath) throws -> Digest {
        try store.requireRoom(for: disk.dataSize)
        let target = try OpenFile(output, .create(permissions: 0o600))
        let size = disk.size()
        return try SparseCopy(from: disk, to: target) { [progress] in
            progress(.advance(done: $0, of: size, .bytes))
        }.run()
    }
}
