import FGCore

/// Reads the files of a FAT16 or FAT32 file system by their short names, as firmware does.
///
/// Source: Microsoft's "FAT: General Overview of On-Disk Format", version 1.03.
package struct FATFileSystem: Sendable {
    private let region: DiskRegion
    private let clusterSize: Int64
    private let tableStart: Int64
    private let rootStart: Int64
    private let rootSize: Int64
    private let dataStart: Int64
    private let clusterCount: Int64
    private let rootCluster: UInt32
    private let isWide: Bool

    private struct Entry {
        let cluster: UInt32
        let size: Int64
        let isFolder: Bool
    }

    /// Opens the file system.
    ///
    /// - Throws: `refused` when there is none.
    package init(_ region: DiskRegion) throws {
        let sector = ByteReader(try region.read(512, at: 0))
        let bytesPerSector = Int64(try sector.uint16(at: 11, .little))
        let sectorsPerCluster = Int64(try sector.uint8(at: 13))
        let reserved = Int64(try sector.uint16(at: 14, .little))
        let tables = Int64(try sector.uint8(at: 16))
        let rootEntries = Int64(try sector.uint16(at: 17, .little))
        let small = Int64(try sector.uint16(at: 19, .little))
        let sectors = small != 0 ? small : Int64(try sector.uint32(at: 32, .little))
        let narrow = Int64(try sector.uint16(at: 22, .little))
        let tableSectors = narrow != 0 ? narrow : Int64(try sector.uint32(at: 36, .little))
        guard sector.has([0x55, 0xaa], at: 510), [512, 1024, 2048, 4096].contains(bytesPerSector),
            sectorsPerCluster.nonzeroBitCount == 1, reserved > 0, (1...2).contains(tables), tableSectors > 0,
            sectors > 0, sectors <= region.length / bytesPerSector
        else { throw FGError(.refused, "there is no FAT file system") }
        self.region = region
        clusterSize = bytesPerSector * sectorsPerCluster
        tableStart = reserved * bytesPerSector
        rootStart = (reserved + tables * tableSectors) * bytesPerSector
        rootSize = rootEntries * 32
        dataStart = rootStart + (rootSize + bytesPerSector - 1) / bytesPerSector * bytesPerSector
        clusterCount = (sectors * bytesPerSector - dataStart) / clusterSize
        // The number of clusters alone decides which kind it is; small disks are written as FAT32 on purpose.
        isWide = narrow == 0
        rootCluster = isWide ? try sector.uint32(at: 44, .little) : 0
        guard clusterCount > 0, isWide || clusterCount >= 4085 else {
            throw FGError(.refused, "FAT12 is not read")
        }
    }

    /// The size of a file in bytes; nil when there is none at the path.
    package func size(_ path: String) throws -> Int64? {
        try find(path).flatMap { $0.isFolder ? nil : $0.size }
    }

    /// Every file by its path, with its size in bytes.
    ///
    /// - Throws: `refused` for a damaged folder, or folders that are nested without end.
    func files() throws -> [String: Int64] {
        var files: [String: Int64] = [:]
        var pending = [(path: "", folder: Entry(cluster: rootCluster, size: 0, isFolder: true))]
        var budget = 65_536
        while let (path, folder) = pending.popLast() {
            for (name, entry) in try entries(of: folder) where name != "." && name != ".." {
                budget -= 1
                guard budget > 0 else { throw FGError(.refused, "there are too many files") }
                if entry.isFolder {
                    pending.append((path + "/" + name, entry))
                } else {
                    files[path + "/" + name] = entry.size
                }
            }
        }
        return files
    }

    /// The bytes of a file.
    ///
    /// - Throws: `notFound` when there is none, `refused` for a damaged chain or more than `limit` bytes.
    package func bytes(_ path: String, limit: Int64) throws -> [UInt8] {
        guard let entry = try find(path), !entry.isFolder else {
            throw FGError(.notFound, "there is no file \(path)")
        }
        guard entry.size <= limit else { throw FGError(.refused, "\(path) is too large to read") }
        return Array(try chain(from: entry.cluster, limit: entry.size).prefix(Int(entry.size)))
    }

    private func find(_ path: String) throws -> Entry? {
        var current = Entry(cluster: rootCluster, size: 0, isFolder: true)
        for part in path.split(separator: "/") {
            guard current.isFolder, let next = try entries(of: current)[part.uppercased()] else { return nil }
            current = next
        }
        return current
    }

    private func entries(of folder: Entry) throws -> [String: Entry] {
        let bytes =
            folder.cluster == 0
            ? try region.read(Int(rootSize), at: rootStart)
            : try chain(from: folder.cluster, limit: 16 << 20)
        let reader = ByteReader(bytes)
        var entries: [String: Entry] = [:]
        for place in stride(from: 0, to: bytes.count - bytes.count % 32, by: 32) {
            let first = bytes[place]
            if first == 0 { break }
            let attributes = bytes[place + 11]
            // Removed entries, long names and the volume's label.
            if first == 0xe5 || attributes & 0x08 != 0 { continue }
            let name = PrintableText.of(bytes[place..<place + 8].prefix { $0 != 0x20 })
            let ending = PrintableText.of(bytes[place + 8..<place + 11].prefix { $0 != 0x20 })
            let high = isWide ? UInt32(try reader.uint16(at: place + 20, .little)) << 16 : 0
            entries[ending.isEmpty ? name : name + "." + ending] = Entry(
                cluster: high | UInt32(try reader.uint16(at: place + 26, .little)),
                size: Int64(try reader.uint32(at: place + 28, .little)),
                isFolder: attributes & 0x10 != 0
            )
        }
        return entries
    }

    /// The bytes of a chain of clusters, up to `limit` and the rest of the last cluster.
    private func chain(from start: UInt32, limit: Int64) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var cluster = start
        let end: UInt32 = isWide ? 0x0fff_fff8 : 0xfff8
        var left = clusterCount
        while cluster < end, Int64(bytes.count) < limit {
            guard cluster >= 2, Int64(cluster) - 2 < clusterCount, left > 0 else {
                throw FGError(.refused, "a chain of clusters is damaged")
            }
            left -= 1
            bytes += try region.read(Int(clusterSize), at: dataStart + (Int64(cluster) - 2) * clusterSize)
            let width: Int64 = isWide ? 4 : 2
            let entry = ByteReader(try region.read(Int(width), at: tableStart + Int64(cluster) * width))
            cluster =
                isWide
                ? try entry.uint32(at: 0, .little) & 0x0fff_ffff : UInt32(try entry.uint16(at: 0, .little))
        }
        return bytes
    }
}
