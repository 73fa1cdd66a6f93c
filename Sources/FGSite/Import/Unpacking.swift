import FGCore
import FGInspect
import FGProcess

/// Takes what is compressed out of its compression, by the field's tools in a sandbox with bounds.
struct Unpacking {
    let scratch: FilePath

    /// Up to this size unpacked bytes are not judged by how well they were packed.
    private static let unjudged = ByteCount(1 << 30)
    /// How many times its packed size a larger image may have; honest disks stay far below.
    private static let ratio: Int64 = 200
    private static let most = ByteCount(256 << 30)

    /// Unpacks a file of a known compression into a new file of the scratch folder, with holes.
    ///
    /// - Throws: `refused` for a bomb or damaged data, `unavailable` when the program is missing.
    func run(_ file: FilePath, _ compression: Compression) async throws -> FilePath {
        let output = scratch / "unpacked"
        let packed = file.status()?.size ?? 0
        let limit = ByteCount(min(Self.most.bytes, max(Self.unjudged.bytes, packed * Self.ratio)))
        var command = Command(try Self.program(of: compression), ["-d", "-c"])
        command.input = .file(file)
        command.output = .fileLimited(output, limit)
        command.sandbox = Sandbox()
        command.limits = Command.Limits(memory: ByteCount(2 << 30))
        let result = try await command.run()
        guard result.status == 0 else {
            guard (output.status()?.size ?? 0) < limit.bytes else {
                throw FGError(
                    .refused,
                    "\(file) unpacks to more than \(limit), which no image of \(ByteCount(packed)) does",
                    subject: file.string,
                    hint: "unpack it yourself if you trust it, and import the result"
                )
            }
            let error = command.failure(result)
            guard error.code != .quotaExceeded else { throw error }
            throw FGError(
                .refused,
                "\(file) cannot be unpacked: \(result.lastErrorLine ?? "status \(result.status)")",
                subject: file.string,
                hint: "get the file again"
            )
        }
        let digger = try Program.find("fallocate", package: "util-linux")
        try await Command(digger, ["--dig-holes", output.string]).runChecked()
        return output
    }

    /// Packs the parts of an OCI layout's folder into one archive, in a fixed order.
    func pack(layout folder: FilePath) async throws -> FilePath {
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
        command.output = .file(output)
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
