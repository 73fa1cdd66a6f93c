/// A port of the host's loopback address that leads to a port of the guest.
package struct PortForward: Sendable, Hashable, Codable {
    /// The port on 127.0.0.1; 0 lets the kernel take a free one, which `QMPClient.forwards` tells.
    package var host: Int
    /// The port in the guest.
    package var guest: Int

    /// Pairs a host port, by default a free one, with a guest port.
    package init(host: Int = 0, guest: Int) {
        self.host = host
        self.guest = guest
    }

    /// The forwarded ports in the answer of the monitor's `info usernet`.
    package static func parse(usernet text: String) -> [PortForward] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            // TCP[HOST_FORWARD]  14  127.0.0.1 39479  10.0.2.15  22  0  0
            let fields = line.split(separator: " ")
            guard fields.count >= 6, fields[0].hasPrefix("TCP[HOST_FORWARD]"),
                let host = Int(fields[3]), let guest = Int(fields[5])
            else { return nil }
            return PortForward(host: host, guest: guest)
        }
    }
}
