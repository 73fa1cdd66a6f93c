package import FGCore
package import FGStorage

/// Brings a recipe's packages into the store, each checked against its digest.
package struct PackageFetcher: Sendable {
    package let store: BlobStore
    package let scratch: FilePath
    package let progress: ProgressHandler

    package init(store: BlobStore, scratch: FilePath, progress: @escaping ProgressHandler) {
        self.store = store
        self.scratch = scratch
        self.progress = progress
    }

    /// What the store does not have, in the order in which it is installed.
    ///
    /// Those that are there are wanted now: no collector takes them before the build is recorded.
    package func missing(_ recipe: Recipe) -> [Recipe.Package] {
        recipe.installedStages.flatMap(recipe.packages).filter { !store.rescue($0.digest) }
    }

    /// Fetches what the store does not have; gives the bytes.
    ///
    /// - Throws: `unavailable` for a package that cannot be had any more, `corrupt` for one with other bytes.
    @discardableResult
    package func fetch(_ recipe: Recipe) async throws -> Int64 {
        try await fetch(missing(recipe), of: recipe)
    }

    /// Fetches packages of a recipe that the store does not have; gives their bytes.
    ///
    /// - Throws: as for a recipe.
    @discardableResult
    package func fetch(_ missing: [Recipe.Package], of recipe: Recipe) async throws -> Int64 {
        let total = missing.reduce(0) { $0 + $1.size }
        progress(
            .phase(
                "fetch",
                detail: "\(missing.count) of \(recipe.packages.count) packages, \(ByteCount(total))"
            )
        )
        guard !missing.isEmpty else {
            progress(.finished("fetch", detail: "all there"))
            return 0
        }
        try scratch.makeFolder(permissions: 0o700)
        let folder = try TemporaryFolder(in: scratch)
        let manager = recipe.template.family.packages
        var done: Int64 = 0
        // A few files a call: APT keeps one connection, and progress and resumption have steps.
        for batch in stride(from: 0, to: missing.count, by: 16).map({
            missing[$0..<min($0 + 16, missing.count)]
        }) {
            let look = { @Sendable [before = done, progress] in
                let names = (try? folder.path.entries()) ?? []
                let bytes = names.reduce(0) { $0 + ((folder.path / $1).status()?.size ?? 0) }
                progress(.advance(done: before + bytes, of: total, .bytes))
            }
            try await PeriodicLook.looking(look) {
                try await manager.download(Array(batch), of: recipe, from: store, to: folder.path)
            }
            for package in batch {
                _ = try store.ingest(folder.path / package.digest.hex, expected: package.digest, moving: true)
                done += package.size
            }
            progress(.advance(done: done, of: total, .bytes))
        }
        progress(.finished("fetch", detail: "\(ByteCount(total))"))
        return total
    }
}
