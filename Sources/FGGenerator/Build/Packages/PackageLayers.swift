import FGCore
import FGProcess
import FGStorage

/// Installs a recipe's packages stage by stage, each a layer over those before it: taken from the cache, or made.
struct PackageLayers {
    let recipe: Recipe
    let store: BlobStore
    let tools: BuildTools
    let scratch: FilePath
    /// Where layers are kept; nil keeps none and takes none.
    let cache: LayerCache?
    let keeping: LayerKeeping
    let installer: any PackageInstaller
    let pool: PackagePool
    let arrival: PackageArrival
    let log: PhaseLog
    let progress: ProgressHandler

    /// The layers up to a stage.
    private struct Level {
        let identity: StageIdentity
        /// What the times of its files are clamped to.
        let epoch: Timestamp
        var stack: LayerStack
        /// Whether the initramfs is to be made of this tree, unless a later stage changes it again.
        let changesInitramfs: Bool
    }

    /// Lays all layers.
    ///
    /// - Throws: `failed` with the reason when packages cannot be installed, `corrupt` for one that is not in the store,
    ///   `unavailable` where overlayfs cannot be mounted.
    func run() async throws -> LayerStack {
        var level: Level?
        var initramfs: Task<Level, any Error>?
        do {
            if let base = recipe.base {
                let lowest = try await lay(base)
                level = lowest
                if lowest.changesInitramfs {
                    initramfs = Task { try await layInitramfs(over: lowest, recipe.installedStages.count) }
                }
            }
            for (number, stage) in recipe.installedStages.enumerated() {
                let next = try await lay(stage, number, over: level)
                level = next
                guard next.changesInitramfs else { continue }
                initramfs?.cancel()
                _ = await initramfs?.result
                // It needs nothing of the stages behind, and there is more than one processor.
                initramfs = Task { try await layInitramfs(over: next, number) }
            }
            var stack = level?.stack ?? LayerStack()
            if let initramfs {
                let top = try await withTaskCancellationHandler {
                    try await initramfs.value
                } onCancel: {
                    initramfs.cancel()
                }
                stack.add(top: top.stack)
            }
            return stack
        } catch {
            initramfs?.cancel()
            _ = await initramfs?.result
            throw error
        }
    }

    /// The lowest layer: a root that is there already.
    private func lay(_ base: Recipe.Base) async throws -> Level {
        let epoch = min(base.newest, recipe.epoch)
        let identity = StageIdentity(base, tools: recipe.tools, epoch: epoch)
        return try await layer(identity, epoch: epoch, named: "base", over: nil, bytes: base.size) {
            let place = scratch / "base"
            try place.makeFolder(permissions: 0o700)
            let root = place / "changes"
            try await BaseTree(base: base, store: store, scratch: place).fill(root)
            let tree = Tree(root: root, tools: tools, epoch: epoch)
            try BaseHygiene(tree: tree).run()
            let isNeeded = installer.missesInitramfs(tree)
            try hygiene(tree, root).run()
            return NewLayer(folder: root, changesInitramfs: isNeeded)
        }
    }

    private func lay(_ stage: Recipe.Stage, _ number: Int, over level: Level?) async throws -> Level {
        let packages = recipe.packages(of: stage)
        if !arrival.isComplete(packages) {
            progress(.phase("fetch", detail: "packages of \(stage.name)"))
            try await arrival.wait(for: packages)
            progress(.phase("packages", detail: "\(recipe.packages.count) packages"))
        }
        let epoch = try epoch(of: packages, over: level)
        let identity = try StageIdentity(
            stage,
            of: recipe,
            epoch: epoch,
            programs: level == nil ? installer.programs.first : installer.programs.later,
            over: level?.identity
        )
        return try await layer(
            identity,
            epoch: epoch,
            named: stage.name,
            over: level,
            bytes: packages.reduce(0) { $0 + $1.size }
        ) {
            let place = scratch / "stage-\(number)"
            // Those of later stages are made ready while this one is installed.
            for stage in recipe.installedStages[number...] { pool.begin(recipe.packages(of: stage)) }
            let ready = try await pool.wait(for: packages)
            defer { try? pool.remove(ready) }
            let installation = InstallationStage(
                stage: stage,
                packages: packages,
                ready: ready,
                pool: pool,
                scratch: place
            )
            guard let level else { return try await base(installation, place, epoch) }
            return try await overlaid(level.stack, place, epoch) { tree, changes in
                let isNeeded = try await looking(at: tree.root) {
                    try await installer.install(installation, over: tree, changes: changes)
                }
                // What no image may have goes before anybody else sees the tree.
                try hygiene(tree, changes).run()
                return isNeeded
            }
        }
    }

    /// The newest of the packages: what an archive publishes meanwhile changes no layer.
    private func epoch(of packages: [Recipe.Package], over level: Level?) throws -> Timestamp {
        let times = try packages.map { try installer.time(of: try store.existingPath(of: $0.digest)) }
        return min((times + [level?.epoch].compactMap { $0 }).max() ?? recipe.epoch, recipe.epoch)
    }

    private func base(
        _ installation: InstallationStage,
        _ place: FilePath,
        _ epoch: Timestamp
    ) async throws -> NewLayer {
        let root = place / "changes"
        let tree = Tree(root: root, tools: tools, epoch: epoch)
        let isNeeded = try await looking(at: root) { try await installer.fill(tree, with: installation) }
        try hygiene(tree, root).run()
        return NewLayer(folder: root, changesInitramfs: isNeeded)
    }

    private func hygiene(_ tree: Tree, _ changes: FilePath) -> HygieneStage {
        let leftovers = recipe.template.family.packages.leftovers
        return HygieneStage(tree: tree, changes: changes, leftovers: leftovers, written: nil)
    }

    private func layInitramfs(over level: Level, _ number: Int) async throws -> Level {
        let identity = try StageIdentity(initramfsOver: level.identity)
        return try await layer(identity, epoch: level.epoch, named: "initramfs", over: level, bytes: nil) {
            try await overlaid(level.stack, scratch / "initramfs-\(number)", level.epoch) { tree, changes in
                try await installer.makeInitramfs(in: tree)
                // It is laid over stages that came later: nothing but what it made may be in it.
                try hygiene(tree, changes).sealTimes()
                return false
            }
        }
    }

    /// Makes changes over layers a layer, which they seal themselves; they say whether they change the initramfs.
    private func overlaid(
        _ stack: LayerStack,
        _ place: FilePath,
        _ epoch: Timestamp,
        _ change: (Tree, _ changes: FilePath) async throws -> Bool
    ) async throws -> NewLayer {
        let working = try WorkingTree.lay(over: stack.folders, at: place)
        defer { working.release() }
        let tree = Tree(root: working.root, tools: tools, epoch: epoch)
        return NewLayer(
            folder: working.changes,
            changesInitramfs: try await change(tree, working.changes)
        )
    }

    /// Takes a layer from the cache, or makes it and has it kept.
    private func layer(
        _ identity: StageIdentity,
        epoch: Timestamp,
        named name: String,
        over level: Level?,
        bytes: Int64?,
        _ make: () async throws -> NewLayer
    ) async throws -> Level {
        let start = ContinuousClock.now
        var stack = level?.stack ?? LayerStack()
        func reused(_ layer: LayerCache.Layer) throws -> Level {
            log.part(name, .reused, reason: "the layer \(try identity.digest().short)", since: start)
            stack.add(layer)
            return Level(
                identity: identity,
                epoch: epoch,
                stack: stack,
                changesInitramfs: layer.changesInitramfs
            )
        }
        if let layer = try await cache?.layer(of: identity, progress: progress) { return try reused(layer) }
        // Another shell may make it at this moment.
        let making = try await cache?.making(identity, progress: progress)
        if let layer = try await cache?.layer(of: identity, progress: progress) { return try reused(layer) }
        let reason = cache?.reason(for: identity) ?? "no layers are used"
        let made = try await make()
        log.part(name, .built, reason: reason, since: start, bytes: bytes)
        keeping.keep(identity, made, making: making)
        stack.add(made.folder)
        return Level(
            identity: identity,
            epoch: epoch,
            stack: stack,
            changesInitramfs: made.changesInitramfs
        )
    }

    /// Tells how many packages are unpacked while work goes on.
    private func looking<Result>(at tree: FilePath, _ work: () async throws -> Result) async throws -> Result
    {
        let count = Int64(recipe.packages.count)
        let look = { @Sendable [installer, progress] in
            let unpacked = Int64(installer.unpackedCount(in: tree))
            progress(.advance(done: min(unpacked, count), of: count, .items))
        }
        return try await PeriodicLook.looking(look, while: work)
    }
}
