import FGCore

/// The root file system of a disk, and the partition that it stands in.
package struct RootFileSystem: Sendable {
    package let partition: Partition
    /// The bytes of the partition.
    package let region: DiskRegion
    package let fileSystem: Ext4FileSystem

    /// Finds the first partition that says it is a root; without one, the first with an ext4 file system.
    ///
    /// - Throws: `refused` when there is none that can be read.
    package init(in table: PartitionTable, of disk: DiskRegion) throws {
        let named = table.partitions.filter { if case .root = $0.role { true } else { false } }
        var reason = "no partition holds a root file system"
        let others = table.partitions.filter { ![.efiSystem, .swap].contains($0.role) }
        for partition in named.isEmpty ? others : named {
            do {
                let part = try disk.part(at: partition.start, length: partition.length)
                fileSystem = try Ext4FileSystem(part)
                region = part
                self.partition = partition
                return
            } catch let error as FGError where error.code == .refused {
                let part = try? disk.part(at: partition.start, length: partition.length)
                let foreign = part.flatMap(FileSystemName.of).flatMap { $0 == "ext4" ? nil : $0 }
                let message = foreign.map { "it has \($0), and only ext4 is read" } ?? error.message
                reason = "partition \(partition.number): \(message)"
            }
        }
        throw FGError(.refused, reason)
    }
}
