import FGCore
import FGInspect

extension ArtifactSource {
    /// The root file system of the disk.
    ///
    /// - Throws: `invalid` when there is none that can be read.
    func root() throws -> RootFileSystem {
        try readable("root file system") {
            let file = try OpenFile(self.file)
            return try RootFileSystem(in: PartitionTable.read(file), of: DiskRegion(file))
        }
    }

    /// All files of the root file system.
    ///
    /// - Throws: `invalid` when it is damaged, or of a kind that is not read.
    func listing() throws -> FileListing {
        let root = try root()
        return try readable("root file system") { try FileListing(root.fileSystem) }
    }

    /// The EFI system partition; nil when there is none.
    ///
    /// - Throws: `invalid` when it cannot be read.
    func efiSystemPartition() throws -> FATFileSystem? {
        try readable("EFI partition") {
            let file = try OpenFile(self.file)
            let table = try PartitionTable.read(file)
            guard let partition = table.partitions.first(where: { $0.role == .efiSystem }) else { return nil }
            return try FATFileSystem(
                DiskRegion(file).part(at: partition.start, length: partition.length)
            )
        }
    }

    /// Does what reads the disk's structures, and says of which image one is damaged.
    func readable<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as FGError where error.code == .refused {
            throw FGError(
                .invalid,
                "the \(what) of \(name) cannot be read: \(error.message)",
                subject: name,
                hint: kind == .disk ? "the disk forms, such as qcow2, do not need it" : nil
            )
        }
    }
}
