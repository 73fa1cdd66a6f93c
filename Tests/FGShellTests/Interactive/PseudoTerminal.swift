import FGCore
import Glibc

/// A program on a terminal of its own, before which a test sits as a user does: it types and waits for text.
///
/// The program leads a session; with the last reference all processes of that session are killed.
final class PseudoTerminal {
    /// What did not come in time, and what came instead.
    struct Missing: Error, CustomStringConvertible {
        let wanted: String
        let shown: String

        var description: String { "waited for \(wanted.debugDescription), got \(shown.debugDescription)" }
    }

    let pid: pid_t
    /// The terminal's modes before the program started.
    private(set) var modesAtStart: [UInt32] = []
    private var master: Int32
    /// The terminal's other end, kept open so that its modes can be read after the program's end.
    private var slave: Int32
    /// What the program wrote, and the same without the switches of the terminal's modes, `ESC [ ? … h` or `l`.
    private var written: [UInt8] = []
    private var bytes: [UInt8] = []
    private var position = 0
    private var status: Int32?

    /// Starts a program with exactly this environment.
    init(
        _ words: [String],
        environment: [String: String],
        columns: UInt16 = 80,
        rows: UInt16 = 24
    ) throws {
        var master: Int32 = -1
        var slave: Int32 = -1
        var name = [CChar](repeating: 0, count: 128)
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard openpty(&master, &slave, &name, nil, &size) == 0 else {
            throw FGError.system("open", "a pseudo-terminal")
        }
        // A program that another test starts meanwhile must not keep this terminal open.
        for descriptor in [master, slave] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        self.master = master
        self.slave = slave
        modesAtStart = Self.modes(of: slave)
        pid = try Self.spawn(words, environment, terminal: name)
    }

    deinit {
        for process in Self.session(of: pid) { kill(process, SIGKILL) }
        if status == nil { waitpid(pid, nil, 0) }
        hangUp()
    }

    private static func spawn(_ words: [String], _ environment: [String: String], terminal: [CChar]) throws
        -> pid_t
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // The first terminal that the leader of a session opens becomes the one that controls it.
        posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
        posix_spawn_file_actions_adddup2(&actions, 0, 1)
        posix_spawn_file_actions_adddup2(&actions, 0, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var all = sigset_t()
        sigfillset(&all)
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        // 0x80 is POSIX_SPAWN_SETSID of glibc, which the overlay leaves out.
        posix_spawnattr_setflags(&attributes, Int16(0x80 | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        let pointers = words.map { strdup($0) } + [nil]
        let variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in pointers + variables { free(pointer) } }
        var pid = pid_t()
        let status = posix_spawn(&pid, words[0], &actions, &attributes, pointers, variables)
        guard status == 0 else { throw FGError.system("start", FilePath(words[0]), errno: status) }
        return pid
    }

    /// Types keys.
    func type(_ keys: String) throws { try type(Array(keys.utf8)) }

    /// Types bytes, which need not be text.
    func type(_ keys: [UInt8]) throws {
        var rest = keys[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EAGAIN else { throw FGError.system("write to", "a pseudo-terminal") }
            rest = rest.dropFirst(max(0, count))
            take()
        }
    }

    /// Waits for a text after the place of the last match; gives what came before it, without the returns.
    @discardableResult
    func wait(for text: String, within time: Duration = .seconds(30)) async throws -> String {
        let wanted = Array(text.utf8)
        let end = ContinuousClock.now + time
        while true {
            take()
            if let found = Self.place(of: wanted, in: bytes[position...]) {
                let before = bytes[position..<found].filter { $0 != UInt8(ascii: "\r") }
                position = found + wanted.count
                return String(decoding: before, as: UTF8.self)
            }
            guard ContinuousClock.now < end, status == nil else {
                throw Missing(wanted: text, shown: String(decoding: bytes[position...], as: UTF8.self))
            }
            hasEnded()
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Waits for the program's end and gives its exit status, 128 plus the signal if one ended it.
    func waitForEnd(within time: Duration = .seconds(30)) async throws -> Int32 {
        let end = ContinuousClock.now + time
        while true {
            take()
            if hasEnded(), let status { return status }
            guard ContinuousClock.now < end else {
                throw Missing(
                    wanted: "the end",
                    shown: String(decoding: bytes[position...], as: UTF8.self)
                )
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    /// Everything that the program has written so far.
    var shown: String {
        take()
        return String(decoding: written, as: UTF8.self)
    }

    /// The modes of the terminal: its flags and its control characters.
    var modes: [UInt32] { Self.modes(of: slave) }

    private static func modes(of terminal: Int32) -> [UInt32] {
        var modes = termios()
        tcgetattr(terminal, &modes)
        let characters = withUnsafeBytes(of: modes.c_cc) { $0.map(UInt32.init) }
        return [modes.c_iflag, modes.c_oflag, modes.c_cflag, modes.c_lflag] + characters
    }

    /// Gives the window another size.
    func resize(columns: UInt16, rows: UInt16 = 24) {
        var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Takes the terminal away, as a closed window does.
    func hangUp() {
        for descriptor in [master, slave] where descriptor >= 0 { close(descriptor) }
        master = -1
        slave = -1
    }

    /// Takes what the program has written.
    private func take() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while master >= 0 {
            let count = read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            written += buffer[..<count]
            for byte in buffer[..<count] {
                bytes.append(byte)
                guard byte == UInt8(ascii: "h") || byte == UInt8(ascii: "l") else { continue }
                let start = bytes.lastIndex(of: 0x1b) ?? 0
                let isSwitch = bytes[start...].starts(with: "\u{1b}[?".utf8)
                if isSwitch, bytes[(start + 3)...].dropLast().allSatisfy({ (0x30...0x39).contains($0) }) {
                    bytes.removeSubrange(start...)
                }
            }
        }
    }

    @discardableResult
    private func hasEnded() -> Bool {
        if status != nil { return true }
        var raw: Int32 = 0
        guard waitpid(pid, &raw, WNOHANG) == pid else { return false }
        status = raw & 0x7f == 0 ? (raw >> 8) & 0xff : 128 + raw & 0x7f
        take()
        return true
    }

    private static func place(of wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= wanted.count else { return nil }
        return (bytes.startIndex...bytes.endIndex - wanted.count).first {
            bytes[$0..<$0 + wanted.count].elementsEqual(wanted)
        }
    }

    /// The processes of a session: field 6 of `/proc/PID/stat`, proc(5).
    private static func session(of leader: pid_t) -> [pid_t] {
        let processes = (try? FilePath("/proc").entries())?.compactMap { pid_t($0) } ?? []
        return processes.filter { process in
            guard let text = try? FilePath("/proc/\(process)/stat").readText(),
                let name = text.lastIndex(of: ")")
            else { return false }
            let fields = text[text.index(after: name)...].split(separator: " ")
            return fields.count > 3 && fields[3] == "\(leader)"
        }
    }
}
