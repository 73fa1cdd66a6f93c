import Glibc

/// A lock on a file between processes; freed when the last reference goes or the process ends.
package final class FileLock: Sendable {
    /// Who else may hold the lock.
    package enum Mode: Sendable {
        /// Nobody.
        case exclusive
        /// Others who share it.
        case shared
    }

    private let file: OpenFile

    /// Takes the lock without waiting; nil when another holds it.
    package static func tryAcquire(_ path: FilePath, _ mode: Mode = .exclusive) throws -> FileLock? {
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
        let operation = mode == .exclusive ? LOCK_EX : LOCK_SH
        guard flock(file.descriptor, operation | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw FGError.system("lock", path)
        }
        return FileLock(file: file)
    }

    /// Whether anybody holds the lock of a file; a file that is missing is held by nobody.
    package static func isHeld(_ path: FilePath) throws -> Bool {
        guard path.exists else { return false }
        let file = try OpenFile(path)
        // Whoever could share it would have to wait for the one who holds it; it is free again with `file`.
        guard flock(file.descriptor, LOCK_SH | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return true }
            throw FGError.system("lock", path)
        }
        return false
    }

    /// Takes the lock, looking again until it is free, at first soon and later every 100 ms; `waiting` is called once if it is not.
    ///
    /// - Throws: `CancellationError` when the task is cancelled while waiting.
    package static func acquire(
        _ path: FilePath,
        _ mode: Mode = .exclusive,
        waiting: @Sendable () -> Void = {}
    ) async throws -> FileLock {
        if let lock = try tryAcquire(path, mode) { return lock }
        waiting()
        var pause = 5
        while true {
            try await Task.sleep(for: .milliseconds(pause))
            pause = min(2 * pause, 100)
            if let lock = try tryAcquire(path, mode) { return lock }
        }
    }

    private init(file: OpenFile) {
        self.file = file
    }
}
