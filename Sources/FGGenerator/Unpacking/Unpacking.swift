package import FGCore
package import FGInspect
import FGProcess

/// Takes what is compressed out of its compression, by the field's tools in a sandbox with bounds.
package struct Unpacking {
    let scratch: FilePath

    /// Unpacks into a folder of the caller.
    package init(scratch: FilePath) {
        self.scratch = scratch
    }

    /// Unpacks a file of a known compression into a new file of the scratch folder, with holes.
    ///
    /// `progress` is told how many bytes came out; how many there are only the end says.
    /// - Throws: `refused` for a bomb or damaged data, `timedOut`, `unavailable` when the program is missing.
    package func run(
        _ file: FilePath,
        _ compression: Compression,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> FilePath {
        let output = scratch / "unpacked"
        let packed = file.status()?.size ?? 0
        let limits = UnpackingLimits(packed: packed)
        var command = try Self.command(compression, limits)
        command.input = .file(file)
        let (result, _) = try await command.run { read in
            var sink = SparseSink(try OpenFile(output, .create(permissions: 0o600)))
            var start: [UInt8] = []
            while start.count < 512, case let piece = try read(512 - start.count), !piece.isEmpty {
                start += piece
            }
            try sink.append(start)
            let most = TarInspector.startsArchive(start) ? limits.content : limits.disk
            while case let piece = try read(1 << 20), !piece.isEmpty {
                try sink.append(piece)
                let exceeded = sink.allocated > limits.content.bytes ? limits.content : most
                guard max(sink.allocated, sink.size) <= exceeded.bytes else {
                    throw limits.excess(exceeded, packed, file.string)
                }
                progress(sink.size)
            }
            try sink.finish()
        }
        try Self.require(result, command, file.string)
        return output
    }

    /// Judges the compressed layers of an OCI layout: each is unpacked, and neither kept nor written anywhere.
    ///
    /// `progress` is told how many bytes of the layers are unpacked.
    /// - Returns: the layers, all of them without a hazard.
    /// - Throws: `refused` for a hazard, a bomb, damaged data or another digest than the image says.
    package static func judge(
        _ layers: [OCILayer],
        of layout: FilePath,
        progress: @escaping @Sendable (Int64) -> Void
    ) async throws -> Set<OCILayer> {
        guard !layers.isEmpty else { return [] }
        guard layers.count <= layerLimit else {
            throw FGError(.refused, "\(layout) has \(layers.count) layers, more than \(layerLimit)")
        }
        let reader =
            try layout.isFolder ? OCILayout.read(folder: layout) : OCILayout.read(archive: OpenFile(layout))
        var left = ArchiveLimits().unpackedSize.bytes
        var done: Int64 = 0
        for layer in layers {
            let (file, range) = try reader.content(of: layer.digest)
            left -= try await judge(layer, in: file, range, left)
            done += layer.size
            progress(done)
        }
        return Set(layers)
    }

    private static let layerLimit = 4096

    private static func judge(
        _ layer: OCILayer,
        in file: OpenFile,
        _ range: Range<Int64>,
        _ left: Int64
    ) async throws -> Int64 {
        let name = layer.digest.short
        let limits = UnpackingLimits(packed: layer.size)
        var archive = ArchiveLimits()
        archive.unpackedSize = ByteCount(min(left, limits.content.bytes))
        let inspector = OCILayerInspector(limits: archive)
        var command = try command(layer.compression, limits)
        let packed = HashedRange(file, range)
        command.input = .pieces { try packed.next() }
        let (result, found) = try await command.run { try inspector.inspect(name, reading: $0) }
        try require(result, command, "layer \(name)")
        guard try packed.finish() == layer.digest else {
            throw FGError(.refused, "\(file.path) was changed while it was read")
        }
        guard found.digest == layer.diffID else {
            throw FGError(
                .refused,
                "layer \(name) unpacks to \(found.digest.short), its configuration says \(layer.diffID.short)",
                subject: file.path.string,
                hint: "get the image again"
            )
        }
        return found.size
    }

    static func command(_ compression: Compression, _ limits: UnpackingLimits) throws -> Command {
        var command = Command(try program(of: compression), ["-d", "-c"])
        command.sandbox = Sandbox()
        command.limits = Command.Limits(memory: ByteCount(2 << 30))
        command.deadline = limits.time
        return command
    }

    static func require(_ result: CommandResult, _ command: Command, _ name: String) throws {
        guard result.status != 0 else { return }
        let error = command.failure(result)
        guard error.code != .quotaExceeded else { throw error }
        throw FGError(
            .refused,
            "\(name) cannot be unpacked: \(result.lastErrorLine ?? "status \(result.status)")",
            subject: name,
            hint: "get the file again"
        )
    }

    /// Packs the parts of an OCI layout's folder into one archive, in a fixed order.
    ///
    /// - Throws: `quotaExceeded` for a full disk, `failed` when the folder grows over `limit` meanwhile.
    package func pack(layout folder: FilePath, within limit: ByteCount) async throws -> FilePath {
        let output = scratch / "layout.tar"
        let program = try Program.find("tar", package: "tar")
        var command = Command(
            program,
            [
                "--create", "--format=pax", "--sort=name", "--mtime=@0", "--owner=0", "--group=0",
                "--numeric-owner", "--mode=u=rw,go=r,a+X", "--pax-option=delete=atime,delete=ctime",
                "--directory", folder.string, "oci-layout", "index.json", "blobs",
            ]
        )
        command.output = .fileLimited(output, limit)
        command.sandbox = Sandbox(readOnly: [folder])
        try await command.runChecked()
        return output
    }

    private static func program(of compression: Compression) throws -> Program {
        switch compression {
        case .gzip: try Program.find("gzip", package: "gzip")
        case .xz: try Program.find("xz", package: "xz-utils")
        case .zstd: try Program.find("zstd", package: "zstd")
        case .bzip2: try Program.find("bzip2", package: "bzip2")
        }
    }
}
