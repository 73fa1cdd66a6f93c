import FGCore
import FGInspect

/// The items of the tree of files.
struct BtrfsFiles {
    let files: DiskFiles
    /// The time of everything that is not the content's own.
    let epoch: Timestamp
    private(set) var items: [BtrfsItem] = []

    /// Up to this many bytes stand in the tree itself.
    private static let longestInline: Int64 = 2048
    /// What the names of a file in one folder may take together.
    private static let longestReferences = 8192
    /// What the attributes of a file may take: an item, with some to spare.
    private static let longestAttribute = 16_000

    init(_ files: DiskFiles, epoch: Timestamp) {
        self.files = files
        self.epoch = epoch
    }

    /// The number of a file.
    static func inode(_ file: Int) -> UInt64 { Btrfs.rootFolder + UInt64(file) }

    /// Makes all items, writing what is not in them.
    ///
    /// - Throws: `NoRoomOnDisk`, `invalid` for what the format cannot hold, errors of the system.
    mutating func run(writing data: inout BtrfsData) throws {
        for (index, file) in files.all.enumerated() {
            try Task.checkCancellation()
            let inode = Self.inode(index)
            var stored: Int64 = 0
            if file.size > 0, file.kind == .link || file.size <= Self.longestInline {
                let bytes = file.kind == .link ? file.target : try Self.bytes(of: file)
                items.append(BtrfsItem(inode, Btrfs.Item.extentOfFile, 0, Self.inline(bytes)))
                stored = Int64(bytes.count)
            } else if file.kind == .file {
                stored = try write(file, inode, &data)
            }
            items.append(BtrfsItem(inode, Btrfs.Item.inode, 0, record(of: file, stored: stored)))
            addReferences(of: file, inode)
            try addAttributes(of: file, inode)
            addEntries(of: file, inode)
        }
    }

    private static func bytes(of file: DiskFile) throws -> [UInt8] {
        let bytes = try OpenFile(file.path, followsLinks: false).read(Int(file.size) + 1, at: 0)
        guard bytes.count == Int(file.size) else {
            throw FGError(.failed, "\(file) changed while it was read", subject: file.description)
        }
        return bytes
    }

    /// Writes a file's content; gives the bytes that it takes.
    private mutating func write(
        _ file: DiskFile,
        _ inode: UInt64,
        _ data: inout BtrfsData
    ) throws -> Int64 {
        let first = data.extents.count
        try data.write(file, of: inode)
        var stored: Int64 = 0
        for extent in data.extents[first...] {
            stored += extent.length
            var bytes = Self.extentHead(length: UInt64(extent.length), kind: 1)
            bytes.append(extent.address)
            bytes.append(UInt64(extent.length))
            bytes.append(UInt64(0))
            bytes.append(UInt64(extent.length))
            items.append(BtrfsItem(inode, Btrfs.Item.extentOfFile, UInt64(extent.offset), bytes))
        }
        return stored
    }

    private static func inline(_ content: [UInt8]) -> [UInt8] {
        extentHead(length: UInt64(content.count), kind: 0) + content
    }

    /// Neither compressed nor encrypted.
    private static func extentHead(length: UInt64, kind: UInt8) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(Btrfs.generation)
        bytes.append(length)
        return bytes + [0, 0, 0, 0, kind]
    }

    private func record(of file: DiskFile, stored: Int64) -> [UInt8] {
        let isFolder = file.kind == .folder
        let namesOfEntries = file.entries.reduce(0) { $0 + 2 * $1.name.count }
        let device = file.device.map { UInt64($0.major) << 20 | UInt64($0.minor) } ?? 0
        return Self.record(
            size: isFolder ? UInt64(namesOfEntries) : UInt64(file.size),
            stored: UInt64(stored),
            links: UInt32(max(file.names.count, 1)),
            owner: (file.user, file.group),
            mode: UInt32(file.mode),
            device: device,
            times: (epoch.seconds, file.modified)
        )
    }

    /// The record of an inode; of its times only that of the content is its own.
    static func record(
        size: UInt64,
        stored: UInt64,
        links: UInt32,
        owner: (user: UInt32, group: UInt32),
        mode: UInt32,
        device: UInt64,
        times: (epoch: Int64, modified: Int64)
    ) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(Btrfs.generation)
        bytes.append(Btrfs.generation)
        bytes.append(size)
        bytes.append(stored)
        bytes.append(UInt64(0))
        bytes.append(links)
        bytes.append(owner.user)
        bytes.append(owner.group)
        bytes.append(mode)
        bytes.append(device)
        bytes += [UInt8](repeating: 0, count: 48)
        for time in [times.epoch, times.epoch, times.modified, times.epoch] {
            bytes.append(time)
            bytes.append(UInt32(0))
        }
        return bytes
    }

    private mutating func addReferences(of file: DiskFile, _ inode: UInt64) {
        guard !file.names.isEmpty else {
            items.append(
                BtrfsItem(inode, Btrfs.Item.inodeReference, inode, Self.reference(index: 0, [0x2e, 0x2e]))
            )
            return
        }
        var together: [UInt64: [UInt8]] = [:]
        var apart: [UInt64: [UInt8]] = [:]
        for name in file.names {
            let folder = Self.inode(name.folder)
            let reference = Self.reference(index: Self.index(ofEntry: name.place), name.name)
            if together[folder, default: []].count + reference.count <= Self.longestReferences {
                together[folder, default: []] += reference
            } else {
                var bytes: [UInt8] = []
                bytes.append(folder)
                apart[BtrfsChecksum.ofName(name.name, in: folder), default: []] += bytes + reference
            }
        }
        for (folder, bytes) in together {
            items.append(BtrfsItem(inode, Btrfs.Item.inodeReference, folder, bytes))
        }
        for (hash, bytes) in apart {
            items.append(BtrfsItem(inode, Btrfs.Item.furtherReference, hash, bytes))
        }
    }

    static func reference(index: UInt64, _ name: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(index)
        bytes.append(UInt16(name.count))
        return bytes + name
    }

    /// The first two places are those of `.` and `..`.
    private static func index(ofEntry place: Int) -> UInt64 { UInt64(place + 2) }

    private mutating func addAttributes(of file: DiskFile, _ inode: UInt64) throws {
        var hashed: [UInt64: [UInt8]] = [:]
        for attribute in file.attributes {
            let none = BtrfsKey(object: 0, kind: 0, offset: 0)
            let kind = Btrfs.entryKindOfAttribute
            hashed[BtrfsChecksum.ofName(attribute.name), default: []] +=
                Self.entry(to: none, kind, attribute.name, attribute.value)
        }
        for (hash, bytes) in hashed {
            guard bytes.count <= Self.longestAttribute else {
                throw FGError(
                    .invalid,
                    "btrfs cannot hold an attribute of \(file): it is longer than \(Self.longestAttribute) bytes",
                    subject: file.description,
                    hint: "fs=ext4 may"
                )
            }
            items.append(BtrfsItem(inode, Btrfs.Item.attribute, hash, bytes))
        }
    }

    private mutating func addEntries(of folder: DiskFile, _ inode: UInt64) {
        var hashed: [UInt64: [UInt8]] = [:]
        for (place, entry) in folder.entries.enumerated() {
            let key = BtrfsKey(object: Self.inode(entry.file), kind: Btrfs.Item.inode, offset: 0)
            let bytes = Self.entry(to: key, files.all[entry.file].kind.entryKind, entry.name)
            hashed[BtrfsChecksum.ofName(entry.name), default: []] += bytes
            items.append(BtrfsItem(inode, Btrfs.Item.entryIndex, Self.index(ofEntry: place), bytes))
        }
        for (hash, bytes) in hashed { items.append(BtrfsItem(inode, Btrfs.Item.entry, hash, bytes)) }
    }

    /// A name with what it leads to, or an attribute with its value.
    static func entry(to key: BtrfsKey, _ kind: UInt8, _ name: [UInt8], _ value: [UInt8] = []) -> [UInt8] {
        var bytes = key.bytes
        bytes.append(key.object == 0 ? 0 : Btrfs.generation)
        bytes.append(UInt16(value.count))
        bytes.append(UInt16(name.count))
        bytes.append(kind)
        return bytes + name + value
    }
}
