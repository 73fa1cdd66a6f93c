package import FGCore

/// Where the bytes of two raw disks differ: in the table, in which files, in which aspect of them.
///
/// Disks from outside are hostile: what cannot be read as a table or a file system is compared as bytes.
package struct DiskDifference: Sendable {
    /// What a difference is about.
    package enum Kind: String, Sendable, Hashable {
        case disk
        case partition
        case file
    }

    /// How it differs.
    package enum Change: String, Sendable, Hashable {
        case added
        case removed
        case changed
    }

    /// One difference.
    package struct Line: Sendable, Hashable {
        package let kind: Kind
        /// The path of a file, the number of a partition.
        package let name: String
        package let change: Change
        /// What changed: `content from byte 3`, `mode`, `owner`, `time`, `size`, `target`, `table`; nil for what only one
        /// has.
        package let aspect: String?
        package let old: String?
        package let new: String?
    }

    /// A file that both disks have, with other content.
    package struct ChangedFile: Sendable, Hashable {
        /// The number of its partition.
        package let partition: Int
        package let path: String
    }

    /// The first ones, files by their path.
    package private(set) var lines: [Line] = []
    /// How many there are, also those that are not listed.
    package private(set) var count = 0
    /// The first files whose content can be held and is another one.
    package private(set) var changedFiles: [ChangedFile] = []
    private let limit: Int
    private static let changedFileLimit = 10
    /// The files of the partitions that these are on, by their numbers.
    private var trees: [Int: (old: ComparedFiles, new: ComparedFiles)] = [:]

    /// Compares two disks.
    ///
    /// - Throws: the system's error, `CancellationError`.
    package init(from old: FilePath, to new: FilePath, limit: Int = 100) throws {
        self.limit = limit
        let oldDisk = try DiskRegion(OpenFile(old))
        let newDisk = try DiskRegion(OpenFile(new))
        if oldDisk.length != newDisk.length {
            add(.disk, "", "size", "\(oldDisk.length) bytes", "\(newDisk.length) bytes")
        }
        if let oldTable = try? PartitionTable.read(oldDisk.file),
            let newTable = try? PartitionTable.read(newDisk.file)
        {
            compare(oldTable, newTable)
            try compare(oldTable.partitions, of: oldDisk, newTable.partitions, of: newDisk)
        }
        // What no structure explains is still a difference.
        guard count == 0, let place = try RegionComparison(oldDisk, newDisk).firstDifference() else { return }
        add(.disk, "", "bytes from \(place.offset)", place.old, place.new)
    }

    /// Whether the disks have the same bytes.
    package var isEmpty: Bool { count == 0 }

    /// What a file holds on the old and on the new disk.
    ///
    /// - Throws: `refused` when a file system is damaged; the system's error.
    package func contents(of file: ChangedFile) throws -> (old: [UInt8], new: [UInt8]) {
        guard let (old, new) = trees[file.partition],
            case .bytes(let before)? = try old.content(of: file.path),
            case .bytes(let after)? = try new.content(of: file.path)
        else { throw FGError(.refused, "the file \(file.path) is not there any more") }
        return (before, after)
    }

    private mutating func add(
        _ kind: Kind,
        _ name: String,
        _ aspect: String?,
        _ old: String?,
        _ new: String?,
        _ change: Change = .changed
    ) {
        count += 1
        guard lines.count < limit else { return }
        let name = PrintableText.of(name)
        lines.append(Line(kind: kind, name: name, change: change, aspect: aspect, old: old, new: new))
    }

    private mutating func compare(_ old: PartitionTable, _ new: PartitionTable) {
        if old.scheme != new.scheme { add(.disk, "", "table", old.scheme.rawValue, new.scheme.rawValue) }
        if old.diskID != new.diskID {
            add(.disk, "", "table", old.diskID.map { "\($0)" }, new.diskID.map { "\($0)" })
        }
        if old.bootCode != new.bootCode { add(.disk, "", "boot program", nil, nil) }
        let numbers = Set(old.partitions.map(\.number)).union(new.partitions.map(\.number))
        for number in numbers.sorted() {
            let before = old.partitions.first { $0.number == number }
            let after = new.partitions.first { $0.number == number }
            guard before != after else { continue }
            add(.partition, "\(number)", "table", before.map(Self.text), after.map(Self.text))
        }
    }

    private static func text(_ partition: Partition) -> String {
        let id = partition.id.map { " \($0)" } ?? ""
        return "\(partition.length) bytes at \(partition.start)\(id) \(partition.role) \(partition.name)"
    }

    private mutating func compare(
        _ old: [Partition],
        of oldDisk: DiskRegion,
        _ new: [Partition],
        of newDisk: DiskRegion
    ) throws {
        for before in old {
            guard let after = new.first(where: { $0.number == before.number }),
                let oldPart = try? oldDisk.part(at: before.start, length: before.length),
                let newPart = try? newDisk.part(at: after.start, length: after.length),
                let place = try RegionComparison(oldPart, newPart).firstDifference()
            else { continue }
            let known = count
            if let oldTree = try? ComparedFiles(oldPart), let newTree = try? ComparedFiles(newPart) {
                try compare(oldTree, newTree, in: before.number)
            }
            // The files are the same: the file system's own structures differ.
            if count == known {
                add(.partition, "\(before.number)", "bytes from \(place.offset)", place.old, place.new)
            }
        }
    }

    private mutating func compare(_ old: ComparedFiles, _ new: ComparedFiles, in partition: Int) throws {
        for path in Set(old.paths).union(new.paths).sorted() {
            try Task.checkCancellation()
            guard let before = old.facts(of: path) else {
                add(.file, path, nil, nil, nil, .added)
                continue
            }
            guard let after = new.facts(of: path) else {
                add(.file, path, nil, nil, nil, .removed)
                continue
            }
            for (left, right) in zip(before, after) where left.text != right.text {
                add(.file, path, left.aspect, left.text, right.text)
            }
            try compareContent(
                of: ChangedFile(partition: partition, path: path),
                old,
                new,
                // Another kind or size is said already.
                isSaid: before.first?.text != after.first?.text
            )
        }
    }

    private mutating func compareContent(
        of file: ChangedFile,
        _ old: ComparedFiles,
        _ new: ComparedFiles,
        isSaid: Bool
    ) throws {
        guard !isSaid || changedFiles.count < Self.changedFileLimit,
            let before = try old.content(of: file.path), let after = try new.content(of: file.path),
            before != after
        else { return }
        guard case .bytes(let left) = before, case .bytes(let right) = after else {
            if !isSaid { add(.file, file.path, "content", before.description, after.description) }
            return
        }
        if changedFiles.count < Self.changedFileLimit {
            changedFiles.append(file)
            trees[file.partition] = (old, new)
        }
        guard !isSaid else { return }
        let offset =
            zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset ?? min(left.count, right.count)
        add(
            .file,
            file.path,
            "content from byte \(offset)",
            RegionComparison.excerpt(left.dropFirst(offset)),
            RegionComparison.excerpt(right.dropFirst(offset))
        )
    }
}
