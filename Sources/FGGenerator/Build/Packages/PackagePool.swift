import FGCore
import FGStorage
import Glibc
import Synchronization

/// A folder with packages, which are made ready for their package manager on all processors, beside the work that goes on.
final class PackagePool: Sendable {
    let folder: FilePath
    private let store: BlobStore
    private let arrival: PackageArrival
    private let installer: any PackageInstaller
    private let state = Mutex(
        State(lanes: Array(repeating: (nil, 0), count: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))))
    )

    private struct State {
        var tasks: [Digest: Task<ReadyPackage, any Error>] = [:]
        /// The last task of each processor, and the bytes that it was given.
        var lanes: [(last: Task<ReadyPackage, any Error>?, bytes: Int64)]
    }

    /// Makes the folder, which must not be there.
    init(
        from store: BlobStore,
        arrival: PackageArrival,
        at folder: FilePath,
        for installer: any PackageInstaller
    ) throws {
        (self.store, self.arrival, self.folder, self.installer) = (store, arrival, folder, installer)
        try folder.makeFolder()
    }

    /// Begins to make packages ready, in their order.
    func begin(_ packages: [Recipe.Package]) {
        state.withLock { state in
            for package in packages where state.tasks[package.digest] == nil {
                let lane = state.lanes.indices.min { state.lanes[$0].bytes < state.lanes[$1].bytes } ?? 0
                let previous = state.lanes[lane].last
                let task = Task { [store, arrival, installer, folder] in
                    _ = await previous?.result
                    try Task.checkCancellation()
                    try await arrival.wait(for: [package])
                    let file = try store.existingPath(of: package.digest)
                    return try await installer.makeReady(package, file, in: folder)
                }
                state.tasks[package.digest] = task
                state.lanes[lane] = (task, state.lanes[lane].bytes + package.size)
            }
        }
    }

    /// Waits until packages are ready.
    ///
    /// - Throws: `corrupt` for a package that is not in the store, or is none.
    func wait(for packages: [Recipe.Package]) async throws -> [ReadyPackage] {
        begin(packages)
        let tasks = state.withLock { state in packages.compactMap { state.tasks[$0.digest] } }
        return try await withTaskCancellationHandler {
            var ready: [ReadyPackage] = []
            for task in tasks { ready.append(try await task.value) }
            return ready
        } onCancel: {
            for task in tasks { task.cancel() }
        }
    }

    /// Removes packages that are installed.
    func remove(_ packages: [ReadyPackage]) throws {
        for package in packages { try package.file.removeFile() }
    }

    /// Ends all work and removes the folder.
    func end() async throws {
        let tasks = state.withLock { Array($0.tasks.values) }
        for task in tasks { task.cancel() }
        for task in tasks { _ = await task.result }
        try folder.removeAll()
    }
}
