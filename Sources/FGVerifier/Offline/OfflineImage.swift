import FGCore
import FGGenerator
import FGInspect

/// The unbooted disk, opened and read once: its partitions, its file systems, its packages.
struct OfflineImage: Sendable {
    let subject: VerificationSubject
    let disk: DiskRegion
    let table: PartitionTable
    /// The partition of the root file system.
    let rootPartition: Partition
    let fileSystem: Ext4FileSystem
    let tree: FileTree
    /// The EFI system partition; nil when there is none that can be read.
    let esp: FATFileSystem?
    let packages: [InstalledPackage]

    /// - Throws: `refused` when a structure that everything else hangs on cannot be read.
    init(_ subject: VerificationSubject) throws {
        self.subject = subject
        disk = try DiskRegion(OpenFile(subject.disk))
        table = try PartitionTable.read(disk.file)
        let root = try Self.root(in: table, of: disk)
        rootPartition = root.partition
        fileSystem = root.fileSystem
        tree = try FileTree(fileSystem)
        if let partition = table.partitions.first(where: { $0.role == .efiSystem }) {
            esp = try? FATFileSystem(disk.part(at: partition.start, length: partition.length))
        } else {
            esp = nil
        }
        packages = try InstalledPackage.read(from: tree)
    }

    var recipe: Recipe? { subject.recipe }
    var template: ResolvedTemplate? { subject.recipe?.template }

    /// The newest kernel of `/boot`; nil without one.
    var kernelVersion: String? {
        let versions = tree.entries("/boot").filter { $0.hasPrefix("vmlinuz-") }.map {
            DebianVersion(String($0.dropFirst("vmlinuz-".count)))
        }
        return versions.max()?.text
    }

    /// The first partition that says it is a root; without one, the first with an ext4 file system that has an `/etc`.
    private static func root(in table: PartitionTable, of disk: DiskRegion) throws -> (
        partition: Partition, fileSystem: Ext4FileSystem
    ) {
        let named = table.partitions.filter { if case .root = $0.role { true } else { false } }
        var reason = "no partition holds a root file system"
        for partition in named.isEmpty ? table.partitions.filter({ $0.role != .efiSystem }) : named {
            do {
                let region = try disk.part(at: partition.start, length: partition.length)
                return (partition, try Ext4FileSystem(region))
            } catch let error as FGError where error.code == .refused {
                reason = "partition \(partition.number): \(error.message)"
            }
        }
        throw FGError(.refused, reason)
    }
}
