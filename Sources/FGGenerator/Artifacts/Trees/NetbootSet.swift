import FGCore
import FGInspect

/// What a machine needs that boots over the network, in one tar archive: kernel, initrd, root and command line.
struct NetbootSet: TreeFormat {
    let name = "netboot"
    let attributes = TreeAttributes.withoutAccessLists
    let programs = SquashFS().programs
    /// What the kernel is told stands on the disk, beside the files.
    let kinds: Set<ArtifactSource.Kind> = [.disk]

    func pack(_ archive: FilePath, _ records: TreeRecords, _ source: ArtifactSource, to file: FilePath)
        async throws
    {
        let boot = try BootFiles(records, source)
        let root = source.scratch / "root.squashfs"
        try await SquashFS().pack(archive, records, source, to: root)
        let (linux, initrd) = (source.scratch / "vmlinuz", source.scratch / "initrd.img")
        try Self.take(boot.linux, from: archive, to: linux)
        try Self.take(boot.initrd, from: archive, to: initrd)
        let line = try KernelCommandLine.of(source)
        var writer = TarWriter(try OpenFile(file, .create(permissions: 0o600)))
        try writer.add(.bytes(Array(line.utf8)), as: "cmdline", modified: source.epoch)
        try writer.add(.file(initrd), as: "initrd.img", modified: source.epoch)
        try writer.add(.file(root), as: "root.squashfs", modified: source.epoch)
        try writer.add(.file(linux), as: "vmlinuz", modified: source.epoch)
        try writer.finish()
        for file in [root, linux, initrd] { try file.removeFile() }
    }

    func records(of file: FilePath, _ source: ArtifactSource) async throws -> TreeRecords {
        let root = source.scratch / "proof.squashfs"
        try Self.take("root.squashfs", from: file, to: root)
        defer { try? root.removeFile() }
        let records = try await SquashFS().records(of: root, source)
        let boot = try BootFiles(records, source)
        let members = try TreeRecords.read(TarReader(OpenFile(file)))
        for (name, path) in [("vmlinuz", boot.linux), ("initrd.img", boot.initrd)]
        where members[name]?.content != records[path]?.content {
            throw FGError(.refused, "its \(name) is not the \(path) of its root")
        }
        return records
    }

    /// Writes a member of an archive into a new file.
    private static func take(_ path: String, from archive: FilePath, to file: FilePath) throws {
        var reader = try TarReader(OpenFile(archive))
        while let entry = try reader.next() {
            guard TreeRecord.path(entry.path) == path, entry.kind == .file else { continue }
            let target = try OpenFile(file, .create(permissions: 0o600))
            var offset: Int64 = 0
            while case let piece = try reader.content(upTo: 1 << 18), !piece.isEmpty {
                try target.write(piece, at: offset)
                offset += Int64(piece.count)
            }
            return
        }
        throw FGError(.refused, "the archive has no file \(path)")
    }
}
