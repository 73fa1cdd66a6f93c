import FGCore
import FGInspect

/// Writes all files, and makes their inodes.
struct XFSFiles {
    let files: DiskFiles
    let geometry: XFSGeometry

    /// The inodes of the format's own behind the root folder: for a part of the disk that there is not.
    private static let ownInodes = 2
    private static let longestTarget = 1024
    private static let linkHeadSize = 56
    private static let checksumPlaceInLink = 12
    /// What attributes take at least, so that there is room for what may come.
    private static let leastAttributes = 40

    /// How many inodes there are.
    var count: Int { files.all.count + Self.ownInodes }

    /// Hands out all inodes in order.
    ///
    /// - Throws: `NoRoomOnDisk`, `invalid` for what the format cannot hold, errors of the system.
    func forEachInode(
        writing content: inout XFSContent,
        epoch: Timestamp,
        _ body: (XFSInode) throws -> Void
    ) throws {
        for (index, file) in files.all.enumerated() {
            try Task.checkCancellation()
            try body(try inode(index, file, &content))
            guard index == 0 else { continue }
            for own in 1...Self.ownInodes { try body(ownInode(own, epoch)) }
        }
    }

    private func number(_ file: Int) -> UInt64 { geometry.inode(file == 0 ? 0 : file + Self.ownInodes) }

    /// An empty file that nothing leads to.
    private func ownInode(_ place: Int, _ epoch: Timestamp) -> XFSInode {
        var inode = XFSInode(number: geometry.inode(place))
        inode.mode = DiskFile.Kind.file.rawValue
        inode.links = 1
        inode.form = .extents
        inode.modified = epoch.seconds
        let isNewMap: UInt16 = 4
        inode.flags = place == 1 ? isNewMap : 0
        return inode
    }

    private func inode(
        _ index: Int,
        _ file: DiskFile,
        _ content: inout XFSContent
    ) throws -> XFSInode {
        var inode = XFSInode(number: number(index))
        inode.mode = file.mode
        inode.user = file.user
        inode.group = file.group
        inode.modified = file.modified
        inode.links = UInt32(max(file.names.count, 1))
        inode.size = file.size
        try addAttributes(of: file, to: &inode, &content)
        switch file.kind {
        case .folder: try addEntries(of: index, file, to: &inode, &content)
        case .file: try add(try content.write(file), to: &inode, &content)
        case .link: try addTarget(of: file, to: &inode, &content)
        case .character, .block, .pipe, .socket:
            let device = file.device.map { $0.minor | $0.major << 18 } ?? 0
            inode.form = .device
            inode.content.append(big: device)
        }
        return inode
    }

    private func addAttributes(of file: DiskFile, to inode: inout XFSInode, _ content: inout XFSContent)
        throws
    {
        guard !file.attributes.isEmpty else { return }
        let attributes = try XFSAttributes(of: file)
        let isDevice = ![.folder, .file, .link].contains(file.kind)
        if let local = attributes.local {
            inode.formOfAttributes = .local
            inode.attributes = local
        } else {
            let extent = try attributes.write(of: inode.number, to: &content)
            inode.attributes = extent.record(geometry)
            inode.extentsOfAttributes = 1
            inode.blocks += 1
        }
        let size = max(inode.attributes.count, Self.leastAttributes)
        // The number of a device takes one step.
        inode.attributesPlace = isDevice ? 1 : (XFS.inodeRoom - size) / 8
    }

    private func addEntries(
        of index: Int,
        _ file: DiskFile,
        to inode: inout XFSInode,
        _ content: inout XFSContent
    ) throws {
        let folder = XFSFolder(
            inode: inode.number,
            parent: number(file.names.first?.folder ?? index),
            entries: file.entries.map { entry in
                XFSFolder.Entry(
                    name: entry.name,
                    inode: number(entry.file),
                    kind: files.all[entry.file].kind.entryKind
                )
            }
        )
        inode.links = 2 + UInt32(file.entries.count { files.all[$0.file].kind == .folder })
        if let local = folder.local(room: inode.room) {
            inode.form = .local
            inode.content = local
            inode.size = Int64(local.count)
        } else {
            let (extents, size) = try folder.write(to: &content)
            inode.size = Int64(size)
            try add(extents, to: &inode, &content)
        }
    }

    private func addTarget(of file: DiskFile, to inode: inout XFSInode, _ content: inout XFSContent) throws {
        guard file.target.count < Self.longestTarget else {
            throw FGError(
                .invalid,
                "xfs cannot hold the link \(file): its target is longer than \(Self.longestTarget - 1) bytes",
                subject: file.description,
                hint: "fs=btrfs can"
            )
        }
        if file.target.count <= inode.room {
            inode.form = .local
            inode.content = file.target
            return
        }
        let block = try content.take(1)
        var bytes: [UInt8] = []
        bytes.append(big: XFS.Magic.link)
        bytes.append(big: UInt32(0))
        bytes.append(big: UInt32(file.target.count))
        bytes.append(big: UInt32(0))
        bytes += geometry.identifier
        bytes.append(big: inode.number)
        bytes.append(big: geometry.sector(block))
        bytes.fill(to: Self.linkHeadSize)
        bytes += file.target
        bytes.fill(to: XFS.blockSize)
        content.put(XFS.seal(bytes, checksumAt: Self.checksumPlaceInLink), at: block)
        try add([XFSExtent(offset: 0, start: block, count: 1)], to: &inode, &content)
    }

    private func add(_ extents: [XFSExtent], to inode: inout XFSInode, _ content: inout XFSContent) throws {
        inode.extents = extents.count
        inode.blocks += extents.reduce(0) { $0 + Int($1.count) }
        if 16 * extents.count <= inode.room {
            inode.form = .extents
            inode.content = extents.flatMap { $0.record(geometry) }
        } else {
            let tree = try XFSExtentTree(extents, of: inode.number, room: inode.room, writing: &content)
            inode.form = .tree
            inode.content = tree.root
            inode.blocks += tree.blockCount
        }
    }
}
