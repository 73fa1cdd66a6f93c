import FGCore
import FGInspect
import FGMachine
import FGProcess
import FGStorage

/// Finds what is in the bytes of a base, and judges whether they can be unpacked.
struct BaseReader {
    let store: BlobStore
    /// A folder for what is unpacked, which the caller removes.
    let scratch: FilePath
    let progress: ProgressHandler

    /// What was found, with the bytes of rpm's database where there is one.
    struct Reading {
        var facts: BaseFacts
        let database: [UInt8]?

        fileprivate init(_ facts: BaseFacts, of root: some SystemTree) throws {
            self.facts = facts
            database = facts.manager == "rpm" ? try RPMDatabase.bytes(of: root) : nil
            self.facts.database = database.map { Digest(of: $0) }
        }
    }

    /// Reads all of it once.
    ///
    /// - Throws: `refused` for hostile or damaged bytes, `corrupt` for a blob that is not in the store.
    func facts(of pin: BasePin) async throws -> Reading {
        pin.format == .tar ? try await archives(pin) : try await disk(pin)
    }

    private func archives(_ pin: BasePin) async throws -> Reading {
        var files: [OpenFile] = []
        var contents: [Digest] = []
        var left = ArchiveLimits().unpackedSize.bytes
        for (number, layer) in pin.layers.enumerated() {
            progress(.advance(done: Int64(number), of: Int64(pin.layers.count), .items))
            var file = try store.existingPath(of: layer.digest)
            if let compression = layer.compression {
                let unpacked = scratch / "layer-\(number).tar"
                try await Unpacking.unpack(file, compression, to: unpacked)
                file = unpacked
            }
            let archive = try OpenFile(file)
            left -= try archive.size()
            guard left >= 0 else {
                throw FGError(
                    .refused,
                    "the base unpacks to more than \(ArchiveLimits().unpackedSize)"
                )
            }
            let content = try judge(archive, layer, isLayer: pin.isLayered)
            if let declared = layer.content, declared != content {
                throw FGError(
                    .refused,
                    "layer \(layer.digest.short) unpacks to \(content.short), its configuration says \(declared.short)",
                    hint: "get the image again"
                )
            }
            contents.append(content)
            files.append(archive)
        }
        let tree = pin.isLayered ? try TarTree(layers: files) : try TarTree(files[0])
        let facts = try BaseFacts(
            SystemAnalysis(root: tree),
            of: tree,
            size: tree.size(leavingOut: BaseFacts.isLeftOut),
            newest: tree.newest ?? Timestamp(seconds: 0),
            contents: contents
        )
        return try Reading(facts, of: tree)
    }

    /// Looks at every member; gives the digest of the archive.
    private func judge(_ archive: OpenFile, _ layer: Recipe.Base.Layer, isLayer: Bool) throws -> Digest {
        let inspector = OCILayerInspector()
        var offset: Int64 = 0
        let name = isLayer ? layer.digest.short : "archive \(layer.digest.short)"
        return try inspector.inspect(name) { count in
            let bytes = try archive.read(count, at: offset)
            offset += Int64(bytes.count)
            return bytes
        }.digest
    }

    private func disk(_ pin: BasePin) async throws -> Reading {
        let raw = try await BaseTree.rawDisk(pin.layers[0].digest, pin.format, store, scratch)
        let disk = try OpenFile(raw)
        let analysis = try SystemAnalysis(disk: disk)
        let root = try FileTree(BaseTree.root(of: disk))
        let newest = root.all.reduce(Int64(0)) { max($0, $1.value.modified) }
        let facts = try BaseFacts(
            analysis,
            of: root,
            size: root.size(leavingOut: BaseFacts.isLeftOut),
            newest: Timestamp(seconds: newest),
            contents: nil
        )
        return try Reading(facts, of: root)
    }
}
