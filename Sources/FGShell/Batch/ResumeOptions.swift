import FGCore
import FGSite

/// What the command line says of journals.
struct ResumeOptions: Sendable {
    var start = Resumption.Start.anew
    /// The journal that was named.
    var journal: FilePath?
    /// The journal of scripts, which may be kept without being asked for; nil where none is.
    ///
    /// - Throws: as `Resumption`.
    func resumption(of scripts: [ScriptText], _ state: ShellState, isKept: Bool) throws -> Resumption? {
        let isAsked = if case .anew = start { journal != nil } else { true }
        let location = state.session.location
        guard isAsked || isKept && !location.isReadOnly, let name = scripts.first?.name else { return nil }
        let digests = try scripts.map { try $0.digest().description }
        let digest = Digest(of: digests.joined(separator: "\n"))
        if let journal { return try Resumption(start, journal, script: name, digest: digest) }
        let folder = location.folder / "journals"
        try location.folder.makeFolder(permissions: 0o700)
        try folder.makeFolder(permissions: 0o700)
        let path = folder / digest.hex
        do {
            return try Resumption(start, path, script: name, digest: digest)
        } catch let error as FGError where error.code == .conflict && !isAsked {
            // Another shell runs the same script, which keeps the journal.
            return nil
        } catch let error as FGError where error.code == .notFound {
            throw try Self.changed(name, in: folder) ?? error
        }
    }

    /// The error for a script that was stopped under its name with another text; nil when none was.
    private static func changed(_ name: String, in folder: FilePath) throws -> FGError? {
        for entry in try folder.entries() {
            let path = folder / entry
            // A journal that cannot be read says nothing of this script.
            guard let content = try? BatchJournal.Content(path.readText(), of: path),
                content.script == name
            else { continue }
            return BatchJournal.changed(name, atLine: content.progress.line)
        }
        return nil
    }
}
