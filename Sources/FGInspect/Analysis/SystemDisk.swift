package import FGCore

/// The file systems of a foreign disk, and which of them the system is on.
package struct SystemDisk: Sendable {
    /// What each partition holds, such as `partition 2: ext4, 3 GiB`.
    package let partitions: [String]
    /// What was not read, and why.
    package let unread: [String]
    /// The file system with the system; nil when none that can be read has one.
    package let root: FileTree?
    /// The other file systems that were read.
    package let others: [FileTree]
    /// File systems that can hold a system and are not read here.
    package let foreign: [Foreign]

    /// A file system that only Linux itself reads.
    package struct Foreign: Sendable, Hashable {
        /// Such as `xfs`.
        package let name: String
        /// The number of its partition; nil when it takes the whole disk.
        package let partition: Int?

        /// Such as `partition 2`.
        package var place: String { partition.map { "partition \($0)" } ?? "the disk" }
    }

    private static let foreignNames: Set<String> = ["xfs", "btrfs"]

    /// More file systems than any system has; each takes time to read.
    private static let mostTrees = 16

    /// Reads the file systems of a disk, with a partition table or without.
    ///
    /// - Throws: `CancellationError` and errors of the system; what cannot be read is noted.
    package init(_ disk: OpenFile) throws {
        let region = try DiskRegion(disk)
        var found = Found()
        do {
            let table = try PartitionTable.read(disk)
            for partition in table.partitions { try found.add(partition, of: region) }
        } catch let error as FGError where error.code == .refused {
            // What begins with a file system has no table.
            if let name = FileSystemName.of(region) {
                try found.add(name, region, nil)
            } else {
                found.unread.append("no partition table: \(error.message)")
            }
        }
        partitions = found.partitions
        unread = found.unread
        foreign = found.foreign
        let index =
            found.trees.firstIndex(where: Self.hasRelease) ?? found.trees.firstIndex(where: Self.hasUsers)
        var trees = found.trees
        root = index.map { trees.remove(at: $0) }
        others = trees
    }

    private static func hasRelease(_ tree: FileTree) -> Bool {
        ["/etc/os-release", "/usr/lib/os-release"].contains { tree.kind($0) == .file }
    }

    private static func hasUsers(_ tree: FileTree) -> Bool { tree.kind("/etc/passwd") == .file }

    private struct Found {
        var partitions: [String] = []
        var unread: [String] = []
        var trees: [FileTree] = []
        var foreign: [Foreign] = []

        mutating func add(_ partition: Partition, of disk: DiskRegion) throws {
            let place = "partition \(partition.number)"
            let role: String? =
                switch partition.role {
                case .efiSystem: "EFI system"
                case .biosBoot: "BIOS boot"
                case .swap: "swap"
                default: nil
                }
            if let role {
                partitions.append("\(place): \(role), \(ByteCount(partition.length))")
                return
            }
            guard let region = try? disk.part(at: partition.start, length: partition.length) else {
                unread.append("\(place): it lies outside of the disk")
                return
            }
            guard let name = FileSystemName.of(region) else {
                partitions.append("\(place): unknown, \(ByteCount(partition.length))")
                unread.append("\(place): its content is not known")
                return
            }
            try add(name, region, partition.number)
        }

        mutating func add(_ name: String, _ region: DiskRegion, _ partition: Int?) throws {
            let foreign = Foreign(name: name, partition: partition)
            let place = foreign.place
            partitions.append("\(place): \(name), \(ByteCount(region.length))")
            switch name {
            case "swap": break
            case "ext4":
                guard trees.count < SystemDisk.mostTrees else {
                    unread.append("\(place): only \(SystemDisk.mostTrees) file systems are read")
                    return
                }
                do {
                    trees.append(try FileTree(Ext4FileSystem(region)))
                } catch let error as FGError where error.code == .refused {
                    unread.append("\(place): \(error.message)")
                }
            case "LUKS": unread.append("\(place): it is encrypted (LUKS)")
            case _ where SystemDisk.foreignNames.contains(name): self.foreign.append(foreign)
            default: unread.append("\(place): \(name) is not read, only ext4 is")
            }
        }
    }
}
