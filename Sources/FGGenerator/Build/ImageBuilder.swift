package import FGCore
import FGProcess
package import FGStorage
import Glibc

/// Builds a recipe's disk: from the store alone, without network.
package struct ImageBuilder: Sendable {
    /// What a build gives.
    package struct Output: Sendable {
        /// The raw disk, sparse; the caller takes it out of the scratch folder.
        package let disk: FilePath
        /// The kernel's version; nil for an image without disk.
        package let kernel: String?
        /// What was done, in order.
        package let phases: [BuildPhase]
    }

    package let store: BlobStore
    /// Where the trees of finished stages are kept; nil keeps none.
    package let layers: FilePath?
    package let progress: ProgressHandler

    package init(store: BlobStore, layers: FilePath? = nil, progress: @escaping ProgressHandler) {
        self.store = store
        self.layers = layers
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
    }

    /// The architectures whose programs this machine runs, as Debian names them.
    #if arch(x86_64)
    private static let runnable = ["amd64", "i386"]
    #else
    private static let runnable = ["arm64"]
    #endif

    /// Builds into a scratch folder, which the caller removes.
    ///
    /// - Throws: `unavailable` for a missing program or right, `corrupt` for a package that is not in the store,
    ///   `failed` or `invalid` with the reason when a stage fails.
    package func build(_ recipe: Recipe, scratch: FilePath) async throws -> Output {
        guard geteuid() != 0 else { return try await buildAsRoot(recipe, scratch: scratch) }
        return try await NamespaceBuild(store: store, layers: layers, progress: progress).build(
            recipe,
            scratch: scratch
        )
    }

    /// Builds where this process is root: of the host, or of a user namespace.
    func buildAsRoot(_ recipe: Recipe, scratch: FilePath) async throws -> Output {
        try Self.requireBuildable(recipe.template)
        guard let disk = recipe.template.disk else { throw FGError(.invalid, "the template has no disk") }
        let tools = try BuildTools(for: recipe.template)
        let identifiers = RecipeIdentifiers(recipe: try recipe.digest())
        let log = PhaseLog(progress)
        let packages = try await packagesTree(recipe, tools, scratch: scratch, log)
        // The layer is under the tree until the last byte is read.
        defer { withExtendedLifetime(packages) {} }
        let working = try await WorkingTree.lay(over: packages.tree, scratch: scratch, progress: progress)
        defer { WorkingTree.release(scratch) }
        let tree = Tree(root: working.root, tools: tools, epoch: recipe.epoch)
        let output = scratch / "disk.raw"
        do {
            try await log.phase("content", detail: "users, files, services") {
                try await ContentStage(recipe: recipe, store: store, tree: tree, identifiers: identifiers)
                    .run()
            }
            try await log.phase("hygiene", detail: "keys, ids, logs, times") {
                try HygieneStage(tree: tree, written: recipe.template.writtenPaths).run()
            }
            let kernel = try await log.phase("disk", detail: "\(disk.size)", bytes: disk.size.bytes) {
                try await DiskAssembler(
                    recipe: recipe,
                    disk: disk,
                    tree: tree,
                    tools: tools,
                    identifiers: identifiers,
                    scratch: scratch
                ).run(to: output)
            }
            try await packages.keeping?.value
            return Output(disk: output, kernel: kernel, phases: log.phases)
        } catch {
            // The packages are installed and worth keeping, whatever is wrong behind them.
            if error is CancellationError { packages.keeping?.cancel() }
            _ = await packages.keeping?.result
            throw error
        }
    }

    /// A tree with a recipe's packages, which others may read at the same time.
    private struct PackagesTree {
        let tree: FilePath
        /// What holds the layer; nil for a tree of this build alone.
        let layer: LayerCache.Layer?
        /// The work that makes a layer of it, which goes on beside the build; nil when there is none.
        let keeping: Task<Void, any Error>?
    }

    /// The tree with all packages from the layers; nil when no layer has it.
    private func layerTree(
        of identity: StageIdentity,
        _ recipe: Recipe,
        _ cache: LayerCache?,
        _ log: PhaseLog
    ) async throws -> PackagesTree? {
        let start = ContinuousClock.now
        guard let layer = try await cache?.layer(of: identity, progress: progress) else { return nil }
        let id = try identity.digest().short
        log.reused("packages", reason: "the layer \(id) has all \(recipe.packages.count)", since: start)
        return PackagesTree(tree: layer.tree, layer: layer, keeping: nil)
    }

    /// Takes the tree with all packages from the layers, or makes it, and keeps it there meanwhile.
    private func packagesTree(
        _ recipe: Recipe,
        _ tools: BuildTools,
        scratch: FilePath,
        _ log: PhaseLog
    ) async throws -> PackagesTree {
        let identity = StageIdentity.packages(of: recipe)
        let cache = layers.map { LayerCache(folder: $0) }
        if let there = try await layerTree(of: identity, recipe, cache, log) { return there }
        // Another shell may make it at this moment.
        let making = try await cache?.making(identity, progress: progress)
        if let there = try await layerTree(of: identity, recipe, cache, log) { return there }
        let reason = cache?.reason(for: identity) ?? "no layers are used"
        let tree = scratch / "packages"
        let bytes = recipe.packages.reduce(0) { $0 + $1.size }
        let detail = "\(recipe.packages.count) packages"
        try await log.phase("packages", detail: detail, reason: reason, bytes: bytes) {
            let stage = PackagesStage(
                recipe: recipe,
                store: store,
                tools: tools,
                scratch: scratch,
                progress: progress
            )
            try await stage.run(into: tree)
            // What no image may have goes before anybody else sees the tree.
            try HygieneStage(tree: Tree(root: tree, tools: tools, epoch: recipe.epoch), written: []).run()
        }
        guard let cache else { return PackagesTree(tree: tree, layer: nil, keeping: nil) }
        let keeping = Task { [progress] in
            try await cache.keep(identity, from: tree, progress: progress)
            withExtendedLifetime(making) {}
        }
        return PackagesTree(tree: tree, layer: nil, keeping: keeping)
    }
}
