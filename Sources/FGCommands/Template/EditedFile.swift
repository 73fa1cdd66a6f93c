import FGCore
import FGLanguage

/// A text that the user edits: in a file that goes with it, unless what was written would be lost.
struct EditedFile {
    private let folder: TemporaryFolder
    /// The file, for the user alone.
    let path: FilePath
    private let original: String

    /// Lays the text into a new file of a name.
    init(_ text: String, named name: String) throws {
        folder = try TemporaryFolder()
        path = folder.path / name
        original = text
        try path.write(text, permissions: 0o600)
    }

    /// Lets the user edit until the check passes; gives what changed, as `-` and `+` lines, or nil for nothing.
    ///
    /// - Throws: what the check throws in a batch; `cancelled`, which names the file that keeps what was written, when the
    ///   user gives up; and as `ShellAccess.edit`.
    func edit(_ shell: any ShellAccess, until check: () async throws -> Void) async throws -> String? {
        while true {
            try await shell.edit(path)
            do {
                let text = String(decoding: try Source(file: path).bytes, as: UTF8.self)
                let difference = LineDifference(from: original, to: text)
                if difference.isEmpty { return nil }
                try await check()
                return difference.text
            } catch {
                guard let reason = Self.reason(error), shell.canAsk else { throw error }
                let again = "edit it again?"
                guard (try? await shell.ask(again, about: 1, showing: .text(reason))) == true else {
                    throw FGError(.cancelled, "nothing was changed; what you wrote is in \(try keep())")
                }
            }
        }
    }

    /// What is wrong with the text; nil for an error that editing does not help against.
    private static func reason(_ error: any Error) -> String? {
        switch error {
        case let error as SourceError: error.rendered + "\n"
        case let error as FGError where [.usage, .invalid, .notFound].contains(error.code):
            "error: " + VisibleText.escaped(error.message) + "\n"
        default: nil
        }
    }

    /// Gives the text a file that stays.
    private func keep() throws -> FilePath {
        let parts = path.lastComponent.split(separator: ".", maxSplits: 1)
        let number = UInt32.random(in: 0 ... .max)
        let kept = TemporaryFolder.standardParent / "\(parts[0])-\(number).\(parts.last ?? "txt")"
        try OpenFile(kept, .create(permissions: 0o600)).write(try path.readBytes(), at: 0)
        return kept
    }
}
