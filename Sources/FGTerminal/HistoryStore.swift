package import FGCore
import Glibc

/// The lines typed at the prompt: one a line in a file of mode 0600, appended before each runs.
///
/// Appending keeps the lines of several shells, and of one that is hung up.
package struct HistoryStore: Sendable {
    private let file: FilePath
    private static let limit = 2000

    /// Takes the file; it is made with the first line.
    package init(file: FilePath) {
        self.file = file
    }

    /// The newest 2000 lines, oldest first; newlines within a line come back as they were.
    package func lines() throws -> [String] {
        guard file.exists else { return [] }
        let lines = try file.readBytes().split(separator: UInt8(ascii: "\n")).suffix(Self.limit)
        return lines.map(Self.decoded)
    }

    /// Adds a line; one that starts with a blank is left out.
    package func add(_ line: String) throws {
        guard let first = line.first, !first.isWhitespace else { return }
        try file.parent.makeFolder(permissions: 0o700)
        let descriptor = open(file.string, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FGError.system("open", file) }
        defer { close(descriptor) }
        Terminal.write(Self.encoded(line), to: descriptor)
    }

    /// The line with newlines as `\n` and backslashes doubled; by scalars, since `\r\n` is one character.
    private static func encoded(_ line: String) -> String {
        var text = String.UnicodeScalarView()
        for scalar in line.unicodeScalars {
            switch scalar {
            case "\\": text += "\\\\".unicodeScalars
            case "\n": text += "\\n".unicodeScalars
            default: text.append(scalar)
            }
        }
        return String(text) + "\n"
    }

    private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        var line: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
                continue
            }
            line.append(isEscaped && byte == UInt8(ascii: "n") ? UInt8(ascii: "\n") : byte)
            isEscaped = false
        }
        return String(decoding: line, as: UTF8.self)
    }
}
