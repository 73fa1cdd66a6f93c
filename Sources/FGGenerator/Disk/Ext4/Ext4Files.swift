import FGCore
import FGInspect

/// Writes all files of a tree, and makes their inodes.
struct Ext4Files {
    let files: DiskFiles
    let geometry: Ext4Geometry
    /// The index of the folder that takes what a repair finds; nil when the tree has none.
    private let lostAndFound: Int?

    private static let nameOfLostAndFound = Array("lost+found".utf8)
    /// A repair must not have to ask for blocks.
    private static let blocksOfLostAndFound = 4
    /// A longer target does not fit into the map of the inode.
    private static let longestTarget = Ext4.mapSize - 1
    /// More links of a file are not counted; a folder with more counts one.
    private static let mostLinks = 65_000
    /// Blocks of a file have numbers of 32 bits.
    private static let largestFile: Int64 = (1 << 44) - Int64(Ext4.blockSize)

    /// - Throws: `invalid` when the tree has something else at the place of a folder that the format needs.
    init(_ files: DiskFiles, geometry: Ext4Geometry) throws {
        self.files = files
        self.geometry = geometry
        lostAndFound = files.all[0].entries.first { $0.name == Self.nameOfLostAndFound }?.file
        if let index = lostAndFound, files.all[index].kind != .folder {
            throw FGError(
                .invalid,
                "\(files.all[index]) is no folder, which ext4 needs there",
                subject: files.all[index].description
            )
        }
    }

    /// How many inodes files can take at most.
    static func inodes(of files: DiskFiles) -> Int { Int(Ext4.Inode.firstFile) - 1 + files.all.count }

    /// Hands out the inodes of all files in order, that of the root folder first.
    ///
    /// - Throws: `NoRoomOnDisk`, `invalid` for what the format cannot hold, errors of the system.
    func forEachInode(
        writing content: inout Ext4Content,
        epoch: Timestamp,
        _ body: (Ext4Inode) throws -> Void
    ) throws {
        try body(try inode(0, &content))
        if let lostAndFound {
            try body(try inode(lostAndFound, &content))
        } else {
            try body(try emptyLostAndFound(epoch, &content))
        }
        for index in files.all.indices.dropFirst() where index != lostAndFound {
            try Task.checkCancellation()
            try body(try inode(index, &content))
        }
    }

    private func number(_ file: Int) -> UInt32 {
        if file == 0 { return Ext4.Inode.root }
        guard let lostAndFound, file >= lostAndFound else { return Ext4.Inode.firstFile + UInt32(file) - 1 }
        return file == lostAndFound ? Ext4.Inode.lostAndFound : Ext4.Inode.firstFile + UInt32(file) - 2
    }

    private func emptyLostAndFound(_ epoch: Timestamp, _ content: inout Ext4Content) throws -> Ext4Inode {
        var inode = Ext4Inode(number: Ext4.Inode.lostAndFound)
        inode.mode = DiskFile.Kind.folder.rawValue | 0o700
        inode.links = 2
        inode.modified = epoch.seconds
        try add(entries: [], parent: Ext4.Inode.root, to: &inode, &content)
        return inode
    }

    private func inode(_ index: Int, _ content: inout Ext4Content) throws -> Ext4Inode {
        let file = files.all[index]
        var inode = Ext4Inode(number: number(index))
        inode.mode = file.mode
        inode.user = file.user
        inode.group = file.group
        inode.modified = file.modified
        inode.size = file.size
        try addAttributes(of: file, to: &inode, &content)
        if file.kind == .folder {
            try addEntries(of: index, file, to: &inode, &content)
            return inode
        }
        guard file.names.count <= Self.mostLinks else {
            throw FGError(
                .invalid,
                "ext4 cannot hold \(file): it has more than \(Self.mostLinks) names",
                subject: file.description,
                hint: "fs=xfs can"
            )
        }
        inode.links = UInt16(file.names.count)
        switch file.kind {
        case .file: try inode.setExtents(extents(of: file, &content), writing: &content)
        case .link where file.target.count <= Self.longestTarget: inode.map = file.target
        case .link:
            var target = file.target
            target.fill(to: Ext4.blockSize)
            try inode.setExtents(content.write(target), writing: &content)
        default: inode.map = Self.map(of: file.device)
        }
        return inode
    }

    private func extents(of file: DiskFile, _ content: inout Ext4Content) throws -> [Ext4Extent] {
        guard file.size <= Self.largestFile else {
            throw FGError(
                .invalid,
                "ext4 cannot hold \(file): it is larger than \(ByteCount(Self.largestFile))",
                subject: file.description,
                hint: "fs=xfs and fs=btrfs can"
            )
        }
        return try content.write(file)
    }

    private func addAttributes(of file: DiskFile, to inode: inout Ext4Inode, _ content: inout Ext4Content)
        throws
    {
        guard !file.attributes.isEmpty else { return }
        let attributes = try Ext4Attributes(of: file)
        inode.attributes = attributes.local
        inode.attributesBlock = try attributes.write(to: &content)
        if inode.attributesBlock != 0 { inode.blocks += 1 }
    }

    private func addEntries(
        of index: Int,
        _ file: DiskFile,
        to inode: inout Ext4Inode,
        _ content: inout Ext4Content
    ) throws {
        var entries = file.entries.map { entry in
            Ext4Folder.Entry(
                name: entry.name,
                inode: number(entry.file),
                kind: files.all[entry.file].kind.entryKind
            )
        }
        var folders = file.entries.count { files.all[$0.file].kind == .folder }
        if index == 0, lostAndFound == nil {
            let kind = DiskFile.Kind.folder.entryKind
            let name = Self.nameOfLostAndFound
            entries.insert(
                Ext4Folder.Entry(name: name, inode: Ext4.Inode.lostAndFound, kind: kind),
                at: 0
            )
            folders += 1
        }
        inode.links = folders + 2 > Self.mostLinks ? 1 : UInt16(folders + 2)
        let parent = number(file.names.first?.folder ?? index)
        try add(entries: entries, parent: parent, to: &inode, &content)
    }

    private func add(
        entries: [Ext4Folder.Entry],
        parent: UInt32,
        to inode: inout Ext4Inode,
        _ content: inout Ext4Content
    ) throws {
        let folder = Ext4Folder(
            inode: inode.number,
            parent: parent,
            entries: entries,
            checksumSeed: Ext4Inode.checksumSeed(inode.number, geometry)
        )
        let isLostAndFound = inode.number == Ext4.Inode.lostAndFound
        let blocks = folder.blocks(atLeast: isLostAndFound ? Self.blocksOfLostAndFound : 1)
        inode.size = Int64(blocks.count)
        try inode.setExtents(content.write(blocks), writing: &content)
    }

    /// Small numbers have the older form.
    private static func map(of device: DeviceNumber?) -> [UInt8] {
        guard let device else { return [] }
        var bytes: [UInt8] = []
        if device.major < 256, device.minor < 256 {
            bytes.append(device.major << 8 | device.minor)
        } else {
            bytes.append(UInt32(0))
            bytes.append(device.minor & 0xff | device.major << 8 | (device.minor & ~0xff) << 12)
        }
        return bytes
    }
}
