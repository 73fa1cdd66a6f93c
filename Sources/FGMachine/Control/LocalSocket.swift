package import FGCore
import Glibc

/// A connection to a Unix socket or a loopback port that never blocks its task's thread.
package final class LocalSocket: Sendable {
    package let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Connects to a Unix socket; nil when nobody listens there yet.
    ///
    /// The folder is named by its descriptor, as a socket's path may have only 107 bytes.
    package static func connect(to path: FilePath) throws -> LocalSocket? {
        let folder = open(path.parent.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw FGError.system("open", path.parent) }
        defer { close(folder) }
        let short = "/proc/self/fd/\(folder)/\(path.lastComponent)"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard short.utf8.count < room else {
            throw FGError(.invalid, "the socket name \(path.lastComponent) is too long", subject: path.string)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: short.utf8) }
        return try connect(AF_UNIX, &address, name: path)
    }

    /// Connects to a port of 127.0.0.1; nil when nobody listens there.
    package static func connect(port: Int) throws -> LocalSocket? {
        guard let number = UInt16(exactly: port) else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = number.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return try connect(AF_INET, &address, name: FilePath("127.0.0.1:\(port)"))
    }

    private static func connect<Address>(
        _ family: Int32,
        _ address: inout Address,
        name: FilePath
    ) throws -> LocalSocket? {
        let stream = Int32(SOCK_STREAM.rawValue)
        let flags = Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, stream | flags, 0)
        guard descriptor >= 0 else { throw FGError.system("open a socket for", name) }
        let result = LocalSocket(descriptor)
        let size = socklen_t(MemoryLayout<Address>.size)
        // Both kinds of peer are on this host: connecting does not wait.
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) }
        }
        if status != 0 {
            if [ECONNREFUSED, ENOENT, EAGAIN].contains(errno) { return nil }
            throw FGError.system("connect to", name)
        }
        guard fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0 else { throw FGError.system("set up", name) }
        return result
    }

    /// Sends all bytes.
    ///
    /// - Throws: `unavailable` when the other side closed.
    package func send(_ bytes: [UInt8]) async throws {
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { $0 + done },
                    bytes.count - done,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count > 0 {
                done += count
            } else if errno == EAGAIN || errno == EINTR {
                try await Task.sleep(for: .milliseconds(2))
            } else {
                throw FGError(.unavailable, "the machine closed the connection")
            }
        }
    }

    /// The next bytes, as many as are there; empty when the other side closed, nil when none came in time.
    package func receive(within time: Duration) async throws -> [UInt8]? {
        let clock = ContinuousClock()
        let end = clock.now + time
        while true {
            var isClosed = false
            let bytes = [UInt8](unsafeUninitializedCapacity: 16 << 10) { buffer, initialized in
                let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                isClosed = count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
                initialized = max(0, count)
            }
            if isClosed || !bytes.isEmpty { return bytes }
            if clock.now >= end { return nil }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}
