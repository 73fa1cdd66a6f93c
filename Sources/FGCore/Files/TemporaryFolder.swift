import Glibc

/// A fresh folder, mode 0700, that goes away with all in it when the last reference to it goes.
package final class TemporaryFolder: Sendable {
    package let path: FilePath

    /// Makes a folder of a new name in `parent`, by default the system's place for temporary files.
    package init(in parent: FilePath? = nil, prefix: String = "fgshell") throws {
        let parent = parent ?? Self.standardParent
        var template = Array("\(parent)/\(prefix).XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FGError.system("make a folder in", parent) }
        path = FilePath(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// The system's place for temporary files: `$TMPDIR`, where it is set and not empty, else `/tmp`.
    package static var standardParent: FilePath {
        let given = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return FilePath(given.isEmpty ? "/tmp" : given)
    }

    deinit { try? path.removeAll() }

    /// Runs `body` with a fresh folder and removes the folder afterwards.
    package static func with<Result>(
        in parent: FilePath? = nil,
        _ body: (FilePath) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder(in: parent)
        defer { withExtendedLifetime(folder) {} }
        return try await body(folder.path)
    }
}
