import FGCore
import FGInspect
import Testing

/// File systems that are told apart, and not read.
struct FileSystemNameTests {
    /// A disk with one partition from the second mebibyte on, which has bytes at a place.
    private func disk(_ folder: FilePath, with bytes: [UInt8], at offset: Int64) throws -> DiskRegion {
        let path = folder / "disk.raw"
        let file = try OpenFile(path, .create(permissions: 0o600))
        try file.truncate(to: 4 << 20)
        // A master boot record: active flag, type 83 (Linux), first sector, count of sectors.
        let entry: [UInt8] = [0, 0, 0, 0, 0x83, 0, 0, 0, 0, 8, 0, 0, 0, 24, 0, 0]
        try file.write(entry, at: 446)
        try file.write([0x55, 0xaa], at: 510)
        try file.write(bytes, at: 1 << 20 + offset)
        return try DiskRegion(OpenFile(path))
    }

    @Test(
        arguments: [
            ("xfs", Array("XFSB".utf8), 0, "the xfs is of a form that is not known"),
            ("btrfs", Array("_BHRfS_M".utf8), 65_600, "a checksum of the btrfs does not match"),
            ("LUKS", Array("LUKS".utf8), 0, "it has LUKS, and only ext4, xfs, btrfs are read"),
            ("swap", Array("SWAPSPACE2".utf8), 4086, "it has swap, and only ext4, xfs, btrfs are read"),
        ] as [(String, [UInt8], Int64, String)]
    )
    func `a root that is not read is refused with the name of its file system`(
        name: String,
        magic: [UInt8],
        offset: Int64,
        reason: String
    ) throws {
        let folder = try TemporaryFolder()
        let disk = try disk(folder.path, with: magic, at: offset)
        let table = try PartitionTable.read(disk.file)
        let region = try disk.part(at: table.partitions[0].start, length: table.partitions[0].length)
        #expect(FileSystemName.of(region) == name)
        let error = #expect(throws: FGError.self) { try RootFileSystem(in: table, of: disk) }
        #expect(
            error?.code == .refused && error?.message == "partition 1: \(reason)"
        )
    }

    @Test func `what has no magic has no name`() throws {
        let folder = try TemporaryFolder()
        let disk = try disk(folder.path, with: [1, 2, 3], at: 0)
        #expect(FileSystemName.of(disk) == nil)
    }
}
