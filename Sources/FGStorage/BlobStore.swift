package import FGCore
import Glibc

/// Bytes addressed by their SHA-256, in a folder: `blobs/sha256/ab/<digest>`, and `ingest/` for those on their way.
///
/// Nothing is visible before its digest is known; blobs are read-only files; holes stay holes.
package struct BlobStore: Sendable {
    package let root: FilePath

    /// Opens the store; its folders are made when the first blob comes.
    package init(root: FilePath) {
        self.root = root
    }

    private var ingestFolder: FilePath { root / "ingest" }

    /// Where the blob of a digest is, or would be.
    package func path(of digest: Digest) -> FilePath {
        root / "blobs" / "sha256" / String(digest.hex.prefix(2)) / digest.hex
    }

    /// Whether the blob is there.
    package func contains(_ digest: Digest) -> Bool {
        path(of: digest).exists
    }

    /// The path of a blob that must be there.
    ///
    /// - Throws: `corrupt` when it is not.
    package func existingPath(of digest: Digest) throws -> FilePath {
        let path = path(of: digest)
        guard path.exists else {
            throw FGError(.corrupt, "the store has no blob \(digest)", subject: digest.description)
        }
        return path
    }

    /// Takes the bytes of a file: copied and hashed in one pass, or renamed into place with `moving`.
    ///
    /// `accepting` sees the store's own copy, which nobody else can change, and refuses it by throwing.
    ///
    /// - Throws: `corrupt` when the digest is not the expected one, `quotaExceeded` for a full disk; the store is as before.
    package func ingest(
        _ file: FilePath,
        expected: Digest? = nil,
        moving: Bool = false,
        progress: @escaping @Sendable (Int64) -> Void = { _ in },
        accepting: (OpenFile) throws -> Void = { _ in }
    ) throws -> Blob {
        let source = try OpenFile(file)
        if moving, let blob = try ingestByRenaming(file, source, expected, progress, accepting) {
            return blob
        }
        let allocated = try source.status().allocated
        try requireRoom(for: allocated)
        return try withIngestFile { target, path in
            let digest = try SparseCopy(from: source, to: target, progress: progress).run()
            try accepting(target)
            return try commit(path, target, digest, expected, try source.size())
        }
    }

    /// Takes a file whose bytes were hashed as they were written; it goes where it is on the disk of the store.
    ///
    /// - Throws: `corrupt` when the digest is not the expected one, `quotaExceeded` for a full disk; the store is as before.
    package func take(_ file: FilePath, _ digest: Digest, expected: Digest? = nil) throws -> Blob {
        let source = try OpenFile(file)
        guard try canRename(source) else { return try ingest(file, expected: expected ?? digest) }
        return try commit(file, source, digest, expected, try source.size())
    }

    /// Takes bytes from memory.
    package func ingest(_ bytes: [UInt8]) throws -> Blob {
        let digest = Digest(of: bytes)
        if rescue(digest) { return Blob(digest: digest, size: Int64(bytes.count)) }
        try requireRoom(for: Int64(bytes.count))
        return try withIngestFile { target, path in
            try target.write(bytes, at: 0)
            return try commit(path, target, digest, nil, Int64(bytes.count))
        }
    }

    /// The bytes of a small blob.
    package func bytes(of digest: Digest) throws -> [UInt8] {
        try existingPath(of: digest).readBytes()
    }

    /// Reads a blob and compares its digest; `progress` is told how many bytes are read.
    ///
    /// - Throws: `corrupt` when the bytes are others or missing.
    package func verify(_ digest: Digest, progress: @escaping @Sendable (Int64) -> Void = { _ in }) throws {
        let file = try OpenFile(existingPath(of: digest))
        let found = try SparseCopy(from: file, to: nil, progress: progress).run()
        guard found == digest else {
            throw FGError(
                .corrupt,
                "the blob \(digest) has the bytes of \(found)",
                subject: digest.description
            )
        }
    }

    /// Every digest in the store, sorted.
    package func digests() throws -> [Digest] {
        let folder = root / "blobs" / "sha256"
        guard folder.isFolder else { return [] }
        return try folder.entries().flatMap { prefix in
            try (folder / prefix).entries().compactMap { try? Digest(parsing: $0) }
        }
    }

    /// Removes what interrupted ingests left; files that a running process still writes stay.
    ///
    /// - Returns: how many were removed.
    @discardableResult
    package func recover() throws -> Int {
        guard ingestFolder.isFolder else { return 0 }
        var removed = 0
        for name in try ingestFolder.entries() {
            let path = ingestFolder / name
            guard let file = try? OpenFile(path, .readWrite) else { continue }
            // A writer holds the lock for as long as it lives.
            guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else { continue }
            try path.removeFile()
            removed += 1
        }
        return removed
    }

    private func withIngestFile(_ body: (OpenFile, FilePath) throws -> Blob) throws -> Blob {
        try ingestFolder.makeFolder(permissions: 0o700)
        let path = ingestFolder / "\(getpid()).\(UInt64.random(in: 0 ... .max))"
        let file = try OpenFile(path, .create(permissions: 0o600))
        flock(file.descriptor, LOCK_EX)
        do {
            return try body(file, path)
        } catch {
            try path.removeFile()
            throw error
        }
    }

    private func ingestByRenaming(
        _ path: FilePath,
        _ source: OpenFile,
        _ expected: Digest?,
        _ progress: @escaping @Sendable (Int64) -> Void,
        _ accepting: (OpenFile) throws -> Void
    ) throws -> Blob? {
        guard try canRename(source) else { return nil }
        let digest = try SparseCopy(from: source, to: nil, progress: progress).run()
        try accepting(source)
        return try commit(path, source, digest, expected, try source.size())
    }

    /// Whether a file can get a name in the store: it is in the same mount, since one disk can be mounted twice.
    private func canRename(_ file: OpenFile) throws -> Bool {
        try ingestFolder.makeFolder(permissions: 0o700)
        return try file.mount() == OpenFile(ingestFolder).mount()
    }

    private func commit(
        _ path: FilePath,
        _ file: OpenFile,
        _ digest: Digest,
        _ expected: Digest?,
        _ size: Int64
    ) throws -> Blob {
        if let expected, expected != digest {
            throw FGError(
                .corrupt,
                "the bytes have the digest \(digest), not the expected \(expected)",
                hint: "get the file again"
            )
        }
        let destination = self.path(of: digest)
        if rescue(digest) {
            try path.removeFile()
            return Blob(digest: digest, size: size)
        }
        guard fchmod(file.descriptor, 0o444) == 0 else { throw FGError.system("protect", path) }
        try file.synchronize()
        try destination.parent.makeFolder(permissions: 0o700)
        try path.rename(to: destination)
        try destination.parent.synchronizeFolder()
        return Blob(digest: digest, size: size)
    }

    /// A clear error before any byte is written, where the file system tells that there is no room.
    ///
    /// - Throws: `quotaExceeded` when the disk of the store has less than `bytes` free.
    package func requireRoom(for bytes: Int64) throws {
        try ingestFolder.makeFolder(permissions: 0o700)
        var status = statvfs()
        guard statvfs(ingestFolder.string, &status) == 0 else { return }
        let free = Int64(status.f_bavail) * Int64(status.f_frsize)
        guard free >= bytes else {
            throw FGError(
                .quotaExceeded,
                "the store needs \(ByteCount(bytes)), its disk has \(ByteCount(free)) free",
                subject: root.string,
                hint: "free some space on that disk and try again; nothing was lost"
            )
        }
    }
}
