import Glibc

/// Where a shell's `>` and `>>` write: devices, FIFOs and links stay what they are.
extension FilePath {
    /// Adds bytes to the end of a file, in one write where the system takes them; makes the file if it is missing.
    ///
    /// - Throws: `CancellationError` when cancelled at a FIFO that nobody reads, or the system's error.
    package func append(_ bytes: [UInt8]) throws {
        try write(bytes, into: O_APPEND | O_CREAT)
    }

    /// Writes bytes to a new file, or into what is there and no regular file.
    ///
    /// - Throws: `exists` for a regular file or a link to nothing, else as `append`.
    package func create(holding bytes: [UInt8]) throws {
        if try isSpecial() { return try write(bytes, into: 0) }
        guard linkStatus() == nil else { throw FGError.system("write", self, errno: EEXIST) }
        let pending = try PendingFile(for: self)
        try pending.file.write(bytes, at: 0)
        try pending.create()
    }

    /// Writes bytes to a new file, or where that is wanted in the place of what is there.
    ///
    /// - Throws: `exists`, with the hint, for a file that is not to be replaced, else as `append`.
    package func write(_ bytes: [UInt8], replacing: Bool, orHint hint: String) throws {
        if replacing { return try replaceContent(with: bytes) }
        do {
            try create(holding: bytes)
        } catch let error as FGError where error.code == .exists {
            throw FGError(.exists, "\(self) is there already", subject: string, hint: hint)
        }
    }

    /// Replaces the content of a file, at the end of links, in one step where its owner and names can be kept.
    ///
    /// What is there and no regular file is written into.
    ///
    /// - Throws: as `append`.
    package func replaceContent(with bytes: [UInt8]) throws {
        if try isSpecial() { return try write(bytes, into: 0) }
        let target = try followingLinks()
        guard let status = target.status() else {
            let pending = try PendingFile(for: target, named: self)
            try pending.file.write(bytes, at: 0)
            return try pending.replace()
        }
        // Only who may write a file may replace it.
        let old = try StreamWriter.open(self, 0)
        guard let pending = try target.replacement(for: status, named: self) else {
            try old.truncate(to: 0)
            return try old.write(bytes, at: 0)
        }
        try pending.file.write(bytes, at: 0)
        try pending.replace()
    }

    /// The path that links in the last place lead to, at most 40 of them; nothing needs to be there.
    package func followingLinks() throws -> FilePath {
        var path = self
        for _ in 0..<40 {
            guard path.linkStatus()?.kind == .symbolicLink else { return path }
            path = FilePath(try path.linkTarget()).resolved(in: path.parent)
        }
        throw FGError.system("open", self, errno: ELOOP)
    }

    /// A file that can take the place of this one without a trace; nil when only its content can be changed.
    private func replacement(for status: FileStatus, named shown: FilePath) throws -> PendingFile? {
        guard status.links == 1, parent.status()?.device == status.device else { return nil }
        do {
            let pending = try PendingFile(for: self, named: shown)
            return try pending.takeProperties(of: status) ? pending : nil
        } catch let error as FGError where error.code == .denied {
            return nil
        }
    }

    /// Whether what is there is written into: no regular file, or one that a standard stream goes to.
    ///
    /// - Throws: the system's error for a folder.
    private func isSpecial() throws -> Bool {
        guard let status = status() else { return false }
        guard status.kind != .folder else { throw FGError.system("write", self, errno: EISDIR) }
        return status.kind != .file || standardStream != nil
    }

    /// The standard output or error when the path is the same file: `/dev/stdout` must not be opened anew.
    private var standardStream: Int32? {
        guard let status = status() else { return nil }
        return [1, 2].first { descriptor in
            var open = stat()
            guard fcntl(descriptor, F_GETFL) & O_ACCMODE != O_RDONLY, fstat(descriptor, &open) == 0 else {
                return false
            }
            return (UInt64(open.st_dev), UInt64(open.st_ino)) == (status.device, status.inode)
        }
    }

    private func write(_ bytes: [UInt8], into flags: Int32) throws {
        let file = try standardStream == nil ? StreamWriter.open(self, flags) : nil
        let end = try StreamWriter.write(
            bytes,
            to: file?.descriptor ?? standardStream ?? -1,
            named: self
        )
        guard end == .written else { throw FGError.system("write", self, errno: EPIPE) }
    }
}
