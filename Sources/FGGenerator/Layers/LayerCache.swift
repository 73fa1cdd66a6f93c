import FGCore
import FGProcess
import Glibc

/// Trees that builds came to, each under the digest of all that made it: finished work is taken from here.
///
/// A layer is a folder that nobody writes to any more: builds lay their own changes over it. Losing one costs time and
/// nothing else.
struct LayerCache: Sendable {
    /// What is written down beside a layer's tree.
    private struct Note: Codable {
        var identity: StageIdentity
        var fingerprint: Digest
        /// Bytes.
        var allocated: Int64
        var changesInitramfs: Bool
    }

    private let folder: FilePath
    /// How many bytes the layers may take together; those not used for longest go first.
    private let limit: ByteCount

    private static let note = "layer.json"
    private static let tree = "tree"
    private static let lock = "lock"

    /// Opens a folder of layers; it is made with the first.
    init(folder: FilePath, limit: ByteCount = ByteCount(16 << 30)) {
        self.folder = folder
        self.limit = limit
    }

    /// A layer in use, which is not removed meanwhile.
    struct Layer: Sendable {
        /// To be read and never written.
        let tree: FilePath
        /// Whether the initramfs of a tree with this layer on top is another one than without it.
        let changesInitramfs: Bool
        private let lock: FileLock

        fileprivate init(tree: FilePath, changesInitramfs: Bool, lock: FileLock) {
            self.tree = tree
            self.changesInitramfs = changesInitramfs
            self.lock = lock
        }
    }

    /// The layer of an identity; nil when there is none.
    ///
    /// A layer that is not as it was laid is removed, and the work is done again.
    func layer(of identity: StageIdentity, progress: ProgressHandler) async throws -> Layer? {
        let id = try identity.digest()
        let place = folder / id.hex
        guard place.exists else { return nil }
        // One that is removed at this moment is gone.
        guard let lock = try? await FileLock.acquire(place / Self.lock, .shared), place.exists else {
            return nil
        }
        let tree = place / Self.tree
        guard let note = try? read(place), let found = try? TreeFingerprint(of: tree),
            found.digest == note.fingerprint
        else {
            progress(.note("the layer \(id.short) was changed by somebody; it is made again"))
            try place.removeAll()
            return nil
        }
        // The time of last use, which says what goes first.
        utimensat(AT_FDCWD, (place / Self.note).string, nil, 0)
        return Layer(tree: tree, changesInitramfs: note.changesInitramfs, lock: lock)
    }

    /// Waits until nobody else makes a layer.
    func making(_ identity: StageIdentity, progress: @escaping ProgressHandler) async throws -> FileLock {
        try folder.makeFolder(permissions: 0o700)
        let id = try identity.digest()
        return try await FileLock.acquire(folder / ".\(id.hex).making") {
            progress(
                .note("another build makes the layer \(identity.stage.prefix { $0 != " " }); waiting for it")
            )
        }
    }

    /// Keeps a layer.
    ///
    /// A disk without room keeps nothing, which is said and harms no build.
    func keep(_ identity: StageIdentity, _ layer: NewLayer, progress: ProgressHandler) async throws {
        try folder.makeFolder(permissions: 0o700)
        let partial = folder / ".\(getpid()).\(UInt32.random(in: 0 ... .max)).part"
        do {
            try partial.makeFolder(permissions: 0o700)
            let copy = try Program.find("cp", package: "coreutils")
            try await Command(copy, ["-a", layer.folder.string, (partial / Self.tree).string]).runChecked()
            let fingerprint = try TreeFingerprint(of: partial / Self.tree)
            let note = Note(
                identity: identity,
                fingerprint: fingerprint.digest,
                allocated: fingerprint.allocated,
                changesInitramfs: layer.changesInitramfs
            )
            try (partial / Self.note).write(try CanonicalJSON.encode(note))
            let place = folder / (try identity.digest()).hex
            // Another build may have kept the same one meanwhile.
            if place.exists { try partial.removeAll() } else { try partial.rename(to: place) }
            try makeRoom()
        } catch let error as FGError where error.code == .quotaExceeded {
            try partial.removeAll()
            progress(.note("the layer is not kept: \(error.message)"))
        } catch {
            try partial.removeAll()
            throw error
        }
    }

    /// Why there is no layer of an identity: what differs from the nearest one that there is.
    func reason(for identity: StageIdentity) -> String {
        let known = (try? layers().compactMap { try? read($0.path).identity }) ?? []
        let changes = known.filter { $0.stage == identity.stage }.map(identity.changes(from:))
        return changes.min { $0.count < $1.count }?.summary ?? "the first of its kind"
    }

    private func read(_ layer: FilePath) throws -> Note {
        try CanonicalJSON.decode(Note.self, from: (layer / Self.note).readBytes())
    }

    private func layers() throws -> [(path: FilePath, used: Int64)] {
        guard folder.isFolder else { return [] }
        return try folder.entries().filter { !$0.hasPrefix(".") && (folder / $0).isFolder }.map { name in
            (folder / name, (folder / name / Self.note).status()?.modified ?? 0)
        }
    }

    /// Removes what killed builds left, and the layers that are over the limit and not in use.
    private func makeRoom() throws {
        let entries = try folder.entries()
        // Layers were archives once, which nothing reads any more.
        for name in entries where name.hasSuffix(".tar.zst") { try (folder / name).removeFile() }
        for name in entries where name.hasSuffix(".part") {
            let writer = name.split(separator: ".").first.flatMap { pid_t($0) }
            if writer.map({ kill($0, 0) != 0 && errno == ESRCH }) ?? true { try (folder / name).removeAll() }
        }
        let layers = try layers().sorted { $0.used < $1.used }
        var total = layers.reduce(0) { $0 + ((try? read($1.path).allocated) ?? 0) }
        for layer in layers {
            let note = try? read(layer.path)
            // What has no note is of another kind, or damaged.
            guard total > limit.bytes || note == nil else { continue }
            guard let lock = try FileLock.tryAcquire(layer.path / Self.lock) else { continue }
            defer { withExtendedLifetime(lock) {} }
            total -= note?.allocated ?? 0
            try layer.path.removeAll()
        }
    }
}
