import Glibc

/// An exclusive lock on a file between processes; freed when the last reference goes or the process ends.
package final class FileLock: Sendable {
    private let file: OpenFile

    /// Takes the lock without waiting; nil when another holds it.
    package static func tryAcquire(_ path: FilePath) throws -> FileLock? {
        let file: OpenFile
        if path.exists {
            file = try OpenFile(path, .readWrite)
        } else {
            do {
                file = try OpenFile(path, .create(permissions: 0o600))
            } catch let error as FGError where error.code == .exists {
                file = try OpenFile(path, .readWrite)
            }
        }
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw FGError.system("lock", path)
        }
        return FileLock(file: file)
    }

    /// Takes the lock, looking again every 100 ms until it is free; `waiting` is called once if it is not.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while waiting.
    package static func acquire(
        _ path: FilePath,
        waiting: @Sendable () -> Void = {}
    ) async throws -> FileLock {
        if let lock = try tryAcquire(path) { return lock }
        waiting()
        while true {
            try await Task.sleep(for: .milliseconds(100))
            if let lock = try tryAcquire(path) { return lock }
        }
    }

    private init(file: OpenFile) {
        self.file = file
    }
}
