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
    let fileSystem: any ReadableFileSystem
    /// The kind of the root file system, such as `ext4`.
    let rootFormat: String
    let tree: FileTree
    /// The EFI system partition; nil when there is none that can be read.
    let esp: FATFileSystem?
    let packages: [InstalledPackage]
    /// Whether rpm manages the packages, not dpkg.
    let isRPM: Bool

    /// - Throws: `refused` when a structure that everything else hangs on cannot be read.
    init(_ subject: VerificationSubject) throws {
        self.subject = subject
        disk = try DiskRegion(OpenFile(subject.disk))
        table = try PartitionTable.read(disk.file)
        let root = try RootFileSystem(in: table, of: disk)
        rootPartition = root.partition
        fileSystem = root.fileSystem
        rootFormat = FileSystemName.of(root.region) ?? "ext4"
        tree = try FileTree(fileSystem)
        if let partition = table.partitions.first(where: { $0.role == .efiSystem }) {
            esp = try? FATFileSystem(disk.part(at: partition.start, length: partition.length))
        } else {
            esp = nil
        }
        let debian = try DpkgDatabase.read(from: tree) ?? []
        let rpm = debian.isEmpty ? try RPMDatabase.read(from: tree) : nil
        packages = rpm ?? debian
        isRPM = rpm != nil
    }

    var recipe: Recipe? { subject.recipe }
    var template: ResolvedTemplate? { subject.recipe?.template }

    /// The newest kernel of `/boot`; nil without one.
    var kernelVersion: String? { SystemKernels.newest(in: tree) }
}
