import FGCore
import FGInspect
import FGMachine
import FGStorage

/// Lays the files of a base into an empty folder: owners, modes, times and capabilities as they are in it.
///
/// Nothing is mounted and nothing of it is run. Devices and pipes are left out: a machine makes its own.
struct BaseTree {
    let base: Recipe.Base
    let store: BlobStore
    /// A folder for what is made on the way.
    let scratch: FilePath

    /// Fills the folder.
    ///
    /// - Throws: `refused` for hostile or damaged bytes, `corrupt` for a blob that is not in the store, `unavailable` for
    ///   owners that the user cannot give.
    func fill(_ folder: FilePath) async throws {
        try folder.makeFolder()
        guard base.format == .tar else { return try await fillFromDisk(folder) }
        for layer in base.layers {
            let file = try store.existingPath(of: layer.digest)
            let content = try await Unpacking.extract(
                file,
                layer.compression,
                named: layer.digest.short,
                // The first layer is laid over nothing.
                .root(base.documents.isEmpty ? .files : .layer),
                into: folder
            )
            guard layer.content == nil || layer.content == content else {
                throw FGError(.corrupt, "the layer \(layer.digest.short) of the base has other bytes")
            }
        }
    }

    private func fillFromDisk(_ folder: FilePath) async throws {
        guard let layer = base.layers.first else { return }
        let raw = try await Self.rawDisk(layer.digest, base.format, store, scratch)
        let listing = try FileListing(Self.root(of: OpenFile(raw)))
        _ = try ArchiveExtractor(.root(.files)).extract(listing, into: folder)
    }

    /// The disk of a blob as raw bytes: the blob itself, or what is read out of its format into the scratch folder.
    static func rawDisk(_ blob: Digest, _ format: ImageFormat, _ store: BlobStore, _ scratch: FilePath)
        async throws
        -> FilePath
    {
        let stored = try store.existingPath(of: blob)
        guard format != .raw else { return stored }
        guard let name = format.qemuName else {
            throw FGError(.invalid, "a base of the format \(format.rawValue) is not read")
        }
        let raw = scratch / "base.raw"
        try await DiskConversion.read(stored, format: name, into: raw)
        return raw
    }

    /// The root file system of a raw disk, with a partition table or without.
    ///
    /// - Throws: `refused` when there is none that can be read.
    static func root(of disk: OpenFile) throws -> any ReadableFileSystem {
        let region = try DiskRegion(disk)
        // What begins with a file system has no table.
        if let name = FileSystemName.of(region), ReadableFileSystems.names.contains(name) {
            return try ReadableFileSystems.open(region)
        }
        return try RootFileSystem(in: PartitionTable.read(disk), of: region).fileSystem
    }
}
