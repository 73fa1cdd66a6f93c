package import FGCore

/// What a guest wrote to its serial console, read as it grows.
package struct ConsoleLog: Sendable {
    /// How far the guest came, as its console tells.
    package enum State: Sendable, Hashable {
        /// Nothing yet; firmware and boot loader write to the screen.
        case silent
        /// The kernel, or something after it, wrote.
        case starting
        /// A login prompt stands.
        case login(hostname: String)
        /// The kernel stopped, or the system gave up and asks for an administrator.
        case stopped(line: String)
    }

    /// The largest log that is read; more is not a console but an attack on the disk.
    package static let limit = ByteCount(16 << 20)

    /// Lines after which no guest goes on by itself.
    private static let ends = [
        "Kernel panic - not syncing", "You are in emergency mode", "Cannot open access to console",
        "Give root password for maintenance", "Gave up waiting for root", "(initramfs)",
        "No bootable device", "BdsDxe: failed to load",
    ]

    private let path: FilePath
    private var offset: Int64 = 0
    private var partial = ""
    /// How far the guest came when last looked.
    package private(set) var state = State.silent

    /// Follows the console at a path, which may not be there yet.
    package init(_ path: FilePath) {
        self.path = path
    }

    /// Reads what came since the last look.
    ///
    /// - Throws: `refused` when the log grew over its limit.
    package mutating func look() throws {
        guard let size = path.status()?.size, size > offset else { return }
        guard size <= Self.limit.bytes else {
            throw FGError(.refused, "the guest wrote more than \(Self.limit) to its console")
        }
        let bytes = try OpenFile(path).read(Int(size - offset), at: offset)
        offset += Int64(bytes.count)
        let text = partial + Self.plain(bytes)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        partial = lines.popLast().map { String($0.suffix(4096)) } ?? ""
        for line in lines { take(line) }
        take(partial[...])
    }

    /// The last lines, for an error's evidence.
    package func tail(lines count: Int) -> String {
        guard let size = path.status()?.size, let file = try? OpenFile(path),
            let bytes = try? file.read(8192, at: max(0, size - 8192))
        else { return "" }
        return Self.plain(bytes).split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }
            .suffix(count).joined(separator: "\n")
    }

    private mutating func take(_ line: Substring) {
        switch state {
        case .login, .stopped: return
        case .silent, .starting: break
        }
        if let end = Self.ends.first(where: { line.contains($0) }) {
            state = .stopped(line: end)
        } else if let hostname = Self.hostname(prompt: line) {
            state = .login(hostname: hostname)
        } else if line.contains("] ") || line.contains("Linux version") || line.contains("systemd") {
            state = .starting
        }
    }

    /// The host name in getty's `HOST login:`, or nil.
    private static func hostname(prompt line: Substring) -> String? {
        guard let range = line.firstRange(of: " login:") else { return nil }
        let name = line[..<range.lowerBound]
        let isName = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
                || byte == 0x2d || byte == 0x2e || byte == 0x5f
        }
        return isName && !name.isEmpty && name.utf8.count <= 255 ? String(name) : nil
    }

    /// Console bytes as text: escape sequences and control characters go, line ends become `\n`.
    package static func plain(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == 0x1b {
                // CSI: parameters and intermediates up to a final byte from @ to ~; ECMA-48 §5.4. Else one byte.
                guard index < bytes.count else { break }
                let isControlSequence = bytes[index] == 0x5b
                index += 1
                while isControlSequence, index < bytes.count {
                    index += 1
                    if (0x40...0x7e).contains(bytes[index - 1]) { break }
                }
            } else if byte == 0x0a || byte == 0x09 || byte >= 0x20 && byte != 0x7f {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
