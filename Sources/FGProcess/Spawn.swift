internal import CLinux
import FGCore
import Glibc

/// Starts processes: argument vector, environment, descriptors, own process group, default signals.
enum Spawn {
    /// How the new process stands to the caller's terminal and group.
    enum Group {
        /// A process group of its own, away from the terminal's signals.
        case own
        /// A session of its own, without a terminal.
        case session
        /// The caller's group: it uses the terminal.
        case callers
    }

    /// Starts a program; `descriptors` become its 0, 1 and 2.
    ///
    /// - Throws: the system's error.
    static func start(
        _ vector: [String],
        environment: [String: String],
        folder: FilePath?,
        descriptors: (Int32, Int32, Int32),
        group: Group
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in [(Int32(0), descriptors.0), (1, descriptors.1), (2, descriptors.2)] {
            posix_spawn_file_actions_adddup2(&actions, descriptor, number)
        }
        // Whoever started this process may have left it descriptors, which are none of the program's.
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)
        if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder.string) }

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Swift's worker threads block signals and the shell ignores some; a child must start with neither.
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        var flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
        switch group {
        case .own:
            flags |= POSIX_SPAWN_SETPGROUP
            posix_spawnattr_setpgroup(&attributes, 0)
        case .session: flags |= 0x80  // POSIX_SPAWN_SETSID of glibc, which the overlay leaves out
        case .callers: break
        }
        posix_spawnattr_setflags(&attributes, Int16(flags))

        let pointers = vector.map { strdup($0) } + [nil]
        let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in pointers + variables { free(pointer) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, vector[0], &actions, &attributes, pointers, variables)
        guard status == 0 else { throw FGError.system("start", FilePath(vector[0]), errno: status) }
        return pid
    }

    /// Waits for a process and gives its exit status, 128 plus the signal if one ended it.
    static func wait(for pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7f
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal
    }
}
