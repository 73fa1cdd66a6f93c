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
        /// How long each stage took, in milliseconds, in order.
        package let stages: [(name: String, milliseconds: Int)]
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
        let tree = Tree(root: scratch / "tree", tools: tools, epoch: recipe.epoch)
        var stages: [(String, Int)] = []
        try await stage("packages", "\(recipe.packages.count) packages", &stages) {
            try await installPackages(recipe, tools, scratch: scratch, into: tree.root)
        }
        try await stage("content", "users, files, services", &stages) {
            try await ContentStage(recipe: recipe, store: store, tree: tree, identifiers: identifiers).run()
        }
        try await stage("hygiene", "keys, ids, logs, times", &stages) {
            try HygieneStage(tree: tree, written: Set(recipe.template.files.map(\.path))).run()
        }
        let output = scratch / "disk.raw"
        let kernel = try await stage("disk", "\(disk.size)", &stages) {
            try await DiskAssembler(
                recipe: recipe,
                disk: disk,
                tree: tree,
                tools: tools,
                identifiers: identifiers,
                scratch: scratch
            ).run(to: output)
        }
        return Output(disk: output, kernel: kernel, stages: stages)
    }

    /// Takes the tree with all packages from the layers, or makes it and keeps it there.
    private func installPackages(
        _ recipe: Recipe,
        _ tools: BuildTools,
        scratch: FilePath,
        into tree: FilePath
    ) async throws {
        let cache = layers.map { LayerCache(folder: $0) }
        let id = try StageIdentity.packages(of: recipe)
        if let cache, try await cache.restore(id, into: tree, progress: progress) {
            return progress(.phase("packages", detail: "taken from the layer \(id.short)"))
        }
        let packages = PackagesStage(
            recipe: recipe,
            store: store,
            tools: tools,
            scratch: scratch,
            progress: progress
        )
        try await packages.run(into: tree)
        try await cache?.keep(id, from: tree, progress: progress)
    }

    /// Derives a disk of a format from a raw one; `percent` is told how far it is.
    ///
    /// - Throws: `invalid` for a format that none is derived in.
    package func derive(
        _ format: String,
        from raw: FilePath,
        to output: FilePath,
        percent: @escaping @Sendable (Double) -> Void = { _ in }
    ) async throws {
        guard format == "qcow2" else {
            throw FGError(.invalid, "no \(format) disk is derived from a raw one", subject: format)
        }
        let tool = try Program.find("qemu-img", package: "qemu-utils")
        var command = Command(
            tool,
            ["convert", "-p", "-f", "raw", "-O", "qcow2", raw.string, output.string]
        )
        command.sandbox = Sandbox(readOnly: [raw], readWrite: [output.parent])
        try await command.runChecked(percent: percent)
    }

    private func stage<Result>(
        _ name: String,
        _ detail: String,
        _ stages: inout [(String, Int)],
        _ body: () async throws -> Result
    ) async throws -> Result {
        progress(.phase(name, detail: detail))
        let clock = ContinuousClock()
        let start = clock.now
        let result = try await body()
        let milliseconds = Int((clock.now - start) / .milliseconds(1))
        stages.append((name, milliseconds))
        progress(.finished(name, detail: "\(milliseconds) ms"))
        return result
    }
}
