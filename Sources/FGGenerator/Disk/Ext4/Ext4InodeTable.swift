import FGCore

/// Writes inodes into the tables of their groups.
struct Ext4InodeTable {
    private var groups: Ext4Groups
    private let disk: Ext4Disk
    private let epoch: Timestamp
    /// The inodes of the current group so far.
    private var bytes: [UInt8] = []
    private var group = 0

    init(groups: Ext4Groups, disk: Ext4Disk, epoch: Timestamp) {
        self.disk = disk
        self.groups = groups
        self.epoch = epoch
    }

    /// Adds an inode, whose number is higher than those before; what is between them stays empty.
    mutating func add(_ inode: Ext4Inode) {
        let place = Int(inode.number) - 1
        while place >= (group + 1) * groups.geometry.inodesInGroup { end() }
        bytes.fill(to: (place - group * groups.geometry.inodesInGroup) * Ext4.inodeSize)
        bytes += inode.bytes(groups.geometry, epoch: epoch)
        groups.note(inode)
    }

    private mutating func end() {
        disk.put(bytes, at: groups.all[group].table)
        bytes = []
        group += 1
    }

    /// Writes the last inodes; gives the groups with what of them is in use.
    mutating func finish() -> Ext4Groups {
        end()
        return groups
    }
}
