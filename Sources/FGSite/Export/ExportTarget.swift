import FGCore

/// Where an image is written to: a new file, or a regular file that it replaces.
struct ExportTarget {
    /// The path that the user gave.
    private let path: FilePath
    /// The file at the end of links.
    private let file: FilePath
    private let replaced: FileStatus?

    /// Looks at what is there.
    ///
    /// - Throws: `exists` for what may not be replaced, `invalid` for what is no regular file, `notFound` without a
    ///   folder for it.
    init(_ path: FilePath, replacing: Bool) throws {
        self.path = path
        guard let status = path.linkStatus() else {
            (file, replaced) = (path, nil)
            try Self.requireFolder(of: path)
            return
        }
        let target = status.kind == .symbolicLink ? path.status() : status
        if target == nil, !replacing { throw Self.exists(path) }
        guard target?.kind == .file else {
            let what =
                switch target?.kind {
                case .folder: "a folder"
                case .none: "a link to nothing"
                default: "no regular file"
                }
            throw FGError(
                .invalid,
                "\(path) is \(what), an image is written to a file",
                subject: path.string,
                hint: target?.kind == .folder ? "--to \(path / "NAME")" : "name another file"
            )
        }
        guard replacing else { throw Self.exists(path) }
        (file, replaced) = (try path.followingLinks(), target)
    }

    /// Opens a file to write to; nothing of it stays unless it is finished.
    func open() throws -> PendingFile {
        let pending = try PendingFile(for: file, named: path)
        if let replaced { _ = try pending.takeProperties(of: replaced) }
        return pending
    }

    /// Gives the complete file its name.
    ///
    /// - Throws: `exists` when a new file's name was taken meanwhile.
    func finish(_ pending: PendingFile) throws {
        guard replaced == nil else { return try pending.replace() }
        do {
            try pending.create()
        } catch let error as FGError where error.code == .exists {
            throw Self.exists(path)
        }
    }

    private static func requireFolder(of path: FilePath) throws {
        guard path.parent.isFolder else {
            throw FGError(
                .notFound,
                "cannot write \(path): there is no folder \(path.parent)",
                subject: path.string,
                hint: "make the folder first"
            )
        }
    }

    private static func exists(_ path: FilePath) -> FGError {
        FGError(
            .exists,
            "\(path) is there already",
            subject: path.string,
            hint: path.exists ? "add --force to replace it" : "it is a link to nothing: name another file"
        )
    }
}
