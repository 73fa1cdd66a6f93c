import FGCore
import Glibc
import Synchronization

/// Everything that is typed and shown, each line with its time, in a file that is only added to.
final class Transcript: Sendable {
    /// What a line is.
    enum Kind: String, Sendable {
        case statement = ">"
        case result = "|"
        case message = "!"
    }

    private let file: FilePath
    private let isBroken = Mutex(false)

    /// Takes the file; it is made when it is missing.
    ///
    /// - Throws: the system's error when it cannot be written.
    init(_ file: FilePath) throws {
        self.file = file
        if !file.exists { _ = try OpenFile(file, .create(permissions: 0o600)) }
        try file.append([])
    }

    /// Adds a text; a file that cannot be written any more stops nothing.
    func add(_ text: String, _ kind: Kind) {
        let time = Timestamp(seconds: Int64(time(nil)))
        var lines = Self.plain(text).split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        let marked = lines.map { "\(time) \(kind.rawValue) \($0)\n" }.joined()
        isBroken.withLock { isBroken in
            guard !isBroken else { return }
            do {
                try file.append(Array(marked.utf8))
            } catch {
                isBroken = true
            }
        }
    }

    /// The text without sequences for colours.
    private static func plain(_ text: String) -> String {
        guard text.utf8.contains(0x1b) else { return text }
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x1b, rest.first == UInt8(ascii: "["),
                let end = rest.dropFirst().firstIndex(where: { !(0x30...0x3b).contains($0) }),
                rest[end] == UInt8(ascii: "m")
            {
                rest = rest[(end + 1)...]
            } else {
                result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
