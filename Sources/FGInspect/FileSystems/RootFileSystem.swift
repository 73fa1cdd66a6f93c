import FGCore

/// The root file system of a disk, and the partition that it stands in.
package struct RootFileSystem: Sendable {
    package let partition: Partition
    /// The bytes of the partition.
    package let region: DiskRegion
    package let fileSystem: any ReadableFileSystem

    /// Finds the first partition that says it is a root; without one, the first with a file system that is read.
    ///
    /// - Throws: `refused` when there is none that can be read.
    package init(in table: PartitionTable, of disk: DiskRegion) throws {
        let named = table.partitions.filter { if case .root = $0.role { true } else { false } }
        var reason = "no partition holds a root file system"
        let others = table.partitions.filter { ![.efiSystem, .swap].contains($0.role) }
        for partition in named.isEmpty ? others : named {
            do {
                let part = try disk.part(at: partition.start, length: partition.length)
                fileSystem = try ReadableFileSystems.open(part)
                region = part
                self.partition = partition
                return
            } catch let error as FGError where error.code == .refused {
                reason = "partition \(partition.number): \(error.message)"
            }
        }
        throw FGError(.refused, reason)
    }
}
