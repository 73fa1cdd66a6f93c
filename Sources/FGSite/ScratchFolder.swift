import FGCore
import FGGenerator
import Glibc

/// A folder for one operation: in memory where there is room, else in the site; it goes with the operation.
///
/// A lock tells folders of running operations from those that a killed shell left.
final class ScratchFolder: Sendable {
    let path: FilePath
    private let lock: FileLock

    private static let memory: FilePath = "/dev/shm"
    private static let prefix = "fgshell-scratch."

    /// Makes a folder that `bytes` fit into, in memory if half of the free memory is enough.
    convenience init(_ location: SiteLocation, bytes: Int64) throws {
        var status = statvfs()
        let hasMemory =
            statvfs(Self.memory.string, &status) == 0
            && Int64(status.f_bavail) * Int64(status.f_frsize) / 2 > bytes && Self.memoryTakesLayers
        try self.init(in: hasMemory ? Self.memory : location.operations)
    }

    /// Makes a folder for what becomes a blob: on the disk of the store, which need not copy it.
    convenience init(besideStoreOf location: SiteLocation) throws {
        try self.init(in: location.operations)
    }

    private init(in parent: FilePath) throws {
        try parent.makeFolder(permissions: 0o700)
        let path = parent / "\(Self.prefix)\(geteuid()).\(getpid()).\(UInt32.random(in: 0 ... .max))"
        guard mkdir(path.string, 0o700) == 0 else { throw FGError.system("make folder", path) }
        guard let lock = try FileLock.tryAcquire(path / "lock") else {
            throw FGError(.conflict, "the new folder \(path) is in use")
        }
        self.path = path
        self.lock = lock
    }

    /// Whether a tree of layers can be in memory: before Linux 6.6 a tmpfs has no attributes of users.
    private static let memoryTakesLayers: Bool = {
        guard geteuid() != 0 else { return true }
        let trial = memory / "\(prefix)\(geteuid()).trial.\(UInt32.random(in: 0 ... .max))"
        guard mkdir(trial.string, 0o700) == 0 else { return false }
        defer { rmdir(trial.string) }
        return WorkingTree.isPossible(forUsersIn: trial)
    }()

    deinit {
        WorkingTree.release(path)
        try? path.removeAll()
    }

    /// Removes the folders of operations whose process is gone.
    static func recover(_ location: SiteLocation) throws {
        // Files of a user namespace can only be removed by its root: `recoverMapped` does.
        for (path, lock) in try left(in: location) {
            WorkingTree.release(path)
            withExtendedLifetime(lock) { try? path.removeAll() }
        }
    }

    /// Removes the folders of builds that were killed in their user namespace.
    static func recoverMapped(_ location: SiteLocation) async throws {
        guard geteuid() != 0 else { return }
        for (path, lock) in try left(in: location) {
            try await UserNamespace.remove(path)
            withExtendedLifetime(lock) {}
        }
    }

    private static func left(in location: SiteLocation) throws -> [(FilePath, FileLock)] {
        try [memory, location.operations].filter(\.isFolder).flatMap { parent in
            try parent.entries().filter { $0.hasPrefix(prefix + "\(geteuid()).") }.compactMap { name in
                let path = parent / name
                return (try? FileLock.tryAcquire(path / "lock")).flatMap { $0 }.map { (path, $0) }
            }
        }
    }
}
