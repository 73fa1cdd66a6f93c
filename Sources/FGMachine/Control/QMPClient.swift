package import FGCore

/// A client of QEMU's control protocol; QEMU Machine Protocol specification, docs/interop/qmp-spec.txt.
package actor QMPClient {
    /// What the machine does, in QEMU's words.
    package struct Status: Decodable, Sendable, Hashable {
        /// The run state, such as `running`, `paused` or `shutdown`.
        package let status: String
        package let running: Bool
    }

    private struct Request<Arguments: Encodable>: Encodable {
        let execute: String
        let arguments: Arguments
    }

    private struct Reply<Result: Decodable>: Decodable {
        struct Failure: Decodable { let desc: String }
        let `return`: Result?
        let error: Failure?
        let event: String?
        let greeting: Nothing?
        enum CodingKeys: String, CodingKey {
            case `return`, error, event
            case greeting = "QMP"
        }
    }

    private struct Nothing: Codable {}

    private let socket: LocalSocket
    private var buffer: [UInt8] = []
    /// Whether a request waits for its answer; answers come in order and carry no name.
    private var isBusy = false
    /// An answer of the machine may not be longer than this.
    private static let lineLimit = 4 << 20

    private init(_ socket: LocalSocket) {
        self.socket = socket
    }

    /// Connects and shakes hands, waiting for the socket to appear.
    ///
    /// - Throws: `unavailable` when nobody answers in time.
    package static func connect(to path: FilePath, within time: Duration = .seconds(10)) async throws
        -> QMPClient
    {
        let clock = ContinuousClock()
        let end = clock.now + time
        while clock.now < end {
            if path.exists, let socket = try LocalSocket.connect(to: path) {
                let client = QMPClient(socket)
                try await client.handshake()
                return client
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw FGError(.unavailable, "the machine's control socket does not answer", subject: path.string)
    }

    /// What the machine does.
    package func status() async throws -> Status {
        try await execute("query-status", Nothing())
    }

    /// Presses the power button; the guest shuts down when it likes.
    package func powerDown() async throws {
        let _: Nothing = try await execute("system_powerdown", Nothing())
    }

    /// Ends QEMU.
    package func quit() async throws {
        let _: Nothing = try await execute("quit", Nothing())
    }

    /// Lets a machine run that was started paused.
    package func resume() async throws {
        let _: Nothing = try await execute("cont", Nothing())
    }

    /// Plugs a device in; the properties are those of `-device`.
    package func plug(_ properties: [String: String]) async throws {
        let _: Nothing = try await execute("device_add", properties)
    }

    /// Takes a device out.
    package func unplug(_ id: String) async throws {
        let _: Nothing = try await execute("device_del", ["id": id])
    }

    /// The ports of the host that lead into the guest, with the numbers the kernel chose.
    package func forwards() async throws -> [PortForward] {
        // User networking is asked for in the human monitor's words only: QMP has no query for it.
        let text: String = try await execute(
            "human-monitor-command",
            ["command-line": "info usernet"]
        )
        return PortForward.parse(usernet: text)
    }

    private func handshake() async throws {
        let greeting: Reply<Nothing> = try await reply()
        guard greeting.greeting != nil else {
            throw FGError(.unavailable, "what listens on the machine's control socket is not QEMU")
        }
        let _: Nothing = try await execute("qmp_capabilities", Nothing())
    }

    private func execute<Result: Decodable>(
        _ name: String,
        _ arguments: some Encodable
    ) async throws -> Result {
        while isBusy { try await Task.sleep(for: .milliseconds(2)) }
        isBusy = true
        defer { isBusy = false }
        let bytes = try CanonicalJSON.encode(Request(execute: name, arguments: arguments))
        try await socket.send(bytes + [0x0a])
        while true {
            let reply: Reply<Result> = try await reply()
            if let error = reply.error {
                throw FGError(.failed, "QEMU refuses \(name): \(error.desc)", subject: name)
            }
            if let result = reply.return { return result }
            // Anything else is an event, which may come at any time.
        }
    }

    private func reply<Result: Decodable>() async throws -> Reply<Result> {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = Array(buffer[..<end])
                buffer.removeSubrange(...end)
                if line.allSatisfy({ $0 == 0x0d || $0 == 0x20 }) { continue }
                return try CanonicalJSON.decode(Reply<Result>.self, from: line)
            }
            guard let bytes = try await socket.receive(within: .seconds(10)) else {
                throw FGError(.timedOut, "the machine does not answer control commands")
            }
            guard !bytes.isEmpty, buffer.count + bytes.count <= Self.lineLimit else {
                throw FGError(.unavailable, "the machine closed its control connection")
            }
            buffer += bytes
        }
    }
}
