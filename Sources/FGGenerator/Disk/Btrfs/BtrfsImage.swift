import FGCore
import FGInspect

/// Writes a btrfs with the files of a tree: every byte of it follows from names and contents, identifiers and epoch.
///
/// One subvolume; trees stand twice on the disk and data once, as btrfs does it where nothing else is said.
struct BtrfsImage {
    let image: FileSystemImage
    let identifiers: BtrfsIdentifiers
    let label: String
    let epoch: Timestamp

    private static let systemLength: Int64 = 8 << 20
    /// What stays free for trees beside what they take and a quarter of it.
    private static let roomOfTrees: Int64 = 16 << 20

    /// Fills the image, which is all zeros.
    ///
    /// - Throws: `NoRoomOnDisk`, `invalid` for what the format cannot hold, errors of the system.
    func write(_ files: DiskFiles) throws {
        var space = BtrfsSpace(size: image.length / BtrfsSpace.step * BtrfsSpace.step)
        let system = try space.chunk(.system, copies: 2, length: Self.systemLength)
        var data = BtrfsData(image: image, space: space)
        var items = BtrfsFiles(files, epoch: epoch)
        try items.run(writing: &data)
        space = data.finish()
        var trees = BtrfsTrees(identifiers: identifiers, epoch: epoch, data: data, files: items.items)
        // How many blocks there are is known before what is in them.
        let draft = space.draft(of: .metadata)
        let count = trees.lay(system: system, metadata: draft, size: image.length)
        let used = Int64(count * Btrfs.nodeSize)
        let wanted = (used + used / 4 + Self.roomOfTrees) / BtrfsSpace.step * BtrfsSpace.step
        let metadata = try space.chunk(.metadata, copies: 2, length: wanted)
        _ = trees.lay(system: system, metadata: metadata, size: image.length)
        for (tree, address) in trees.placed {
            let chunk = tree.owner == Btrfs.Tree.chunks ? system : metadata
            try tree.forEachBlock(at: address, identifiers) { address, block in
                try Task.checkCancellation()
                for place in chunk.places {
                    image.put(block, at: place + Int64(address - chunk.address))
                }
            }
        }
        let superblock = BtrfsSuperblock(trees: trees, identifiers: identifiers, label: label)
        for place in Btrfs.superblocks where place + Int64(BtrfsSuperblock.size) <= image.length {
            image.put(superblock.bytes(at: place), at: place)
        }
    }
}
