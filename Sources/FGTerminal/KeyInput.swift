import Glibc

/// Reads characters of UTF-8 from standard input, and says meanwhile when the window changed its size.
final class KeyInput {
    /// What comes next.
    enum Event {
        case character(Unicode.Scalar)
        case resized
        case end
    }

    /// A byte that was read and belongs to the next character.
    private var pending: UInt8?

    /// Written by the signal's handler, read beside the keys.
    private static let wake: (reading: Int32, writing: Int32) = {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return (-1, -1) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        return (ends[0], ends[1])
    }()
    /// The writing end, which a handler can reach without a lock.
    nonisolated(unsafe) private static var wakeEnd: Int32 = -1

    /// Watches the window from now on.
    init() {
        Self.wakeEnd = Self.wake.writing
        signal(SIGWINCH) { _ in
            let before = errno
            var byte: UInt8 = 0
            _ = write(KeyInput.wakeEnd, &byte, 1)
            errno = before
        }
    }

    /// Waits for the next character; bytes that are no UTF-8 are passed over.
    func next() -> Event {
        while true {
            if let event = waitForByte() { return event }
            guard let first = takeByte() else { return .end }
            let count =
                first < 0x80
                ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
            guard count > 0 else { continue }
            var bytes = [first]
            while bytes.count < count, let byte = takeByte() {
                guard byte & 0xc0 == 0x80 else {
                    pending = byte
                    break
                }
                bytes.append(byte)
            }
            let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
            if bytes.count == count, text.count == 1, let scalar = text.first,
                scalar != "\u{fffd}" || count == 3
            {
                return .character(scalar)
            }
        }
    }

    /// Waits until a byte can be read; an event that comes first.
    private func waitForByte() -> Event? {
        guard pending == nil else { return nil }
        while true {
            var wanted = [
                pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
                pollfd(fd: Self.wake.reading, events: Int16(POLLIN), revents: 0),
            ]
            let count = poll(&wanted, 2, -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .end }
            guard wanted[1].revents != 0 else { return nil }
            var bytes = [UInt8](repeating: 0, count: 64)
            while read(Self.wake.reading, &bytes, bytes.count) > 0 {}
            return .resized
        }
    }

    private func takeByte() -> UInt8? {
        if let byte = pending {
            pending = nil
            return byte
        }
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count == 1 { return byte }
            guard count < 0, errno == EINTR || errno == EAGAIN else { return nil }
            var wanted = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            _ = poll(&wanted, 1, -1)
        }
    }
}
