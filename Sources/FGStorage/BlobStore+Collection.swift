package import FGCore
import Glibc

extension BlobStore {
    /// A blob as the collector sees it.
    package struct Entry: Sendable, Hashable {
        package let digest: Digest
        /// Bytes that it takes on the disk.
        package let allocated: Int64
        /// When somebody last stored or wanted these bytes.
        package let wanted: Timestamp
    }

    /// Every blob, sorted by digest.
    package func entries() throws -> [Entry] {
        try digests().compactMap { digest in
            guard let status = path(of: digest).status() else { return nil }
            return Entry(
                digest: digest,
                allocated: status.allocated,
                wanted: Timestamp(seconds: status.modified)
            )
        }
    }

    /// Keeps collectors from deleting, for an operation that stores bytes and records a version that refers to them.
    ///
    /// - Throws: `CancellationError` when cancelled while a collector deletes.
    package func hold() async throws -> FileLock {
        try root.makeFolder(permissions: 0o700)
        return try await FileLock.acquire(collectionLock, .shared)
    }

    /// Keeps operations that store bytes away while a collector looks and deletes; `waiting` is called if some run.
    package func exclude(waiting: @Sendable () -> Void) async throws -> FileLock {
        try root.makeFolder(permissions: 0o700)
        return try await FileLock.acquire(collectionLock, .exclusive, waiting: waiting)
    }

    private var collectionLock: FilePath { root / "collection.lock" }

    /// Marks a blob as wanted now; the caller holds the store until it has recorded why.
    ///
    /// - Returns: whether the blob is there.
    @discardableResult
    package func rescue(_ digest: Digest) -> Bool {
        utimensat(AT_FDCWD, path(of: digest).string, nil, 0) == 0
    }

    /// Removes a blob; the caller excluded others and knows that nothing refers to it.
    package func remove(_ digest: Digest) throws {
        try path(of: digest).removeFile()
    }
}
