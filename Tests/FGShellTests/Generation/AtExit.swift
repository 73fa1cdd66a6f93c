import FGCore
import Glibc
import Synchronization

/// What many tests share ends with the process that runs them: nothing else would take it away.
enum AtExit {
    private static let processes = Mutex<[pid_t]>([])
    private static let folders = Mutex<[FilePath]>([])
    private static let isRegistered: Bool = atexit { AtExit.run() } == 0

    static func kill(_ process: pid_t) {
        processes.withLock { $0.append(process) }
        precondition(isRegistered)
    }

    static func remove(_ folder: FilePath) {
        folders.withLock { $0.append(folder) }
        precondition(isRegistered)
    }

    private static func run() {
        for process in processes.withLock({ $0 }) { Glibc.kill(process, SIGKILL) }
        for folder in folders.withLock({ $0 }) { try? folder.removeAll() }
    }
}
