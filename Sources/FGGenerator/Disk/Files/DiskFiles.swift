import CLinux
import FGCore
import FGInspect
import Glibc

/// All files of a tree, in an order that follows from their names alone.
///
/// The entries of a folder stand beside each other, what is in its folders behind them.
struct DiskFiles {
    /// The root folder is the first.
    private(set) var all: [DiskFile] = []
    private var seen: [Identity: Int] = [:]

    private struct Identity: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// Reads a tree; its root is a folder.
    ///
    /// - Throws: errors of the system.
    init(of root: FilePath) throws {
        all.append(try Self.file(root, "/", Self.status(root)))
        var pending = [0]
        while let folder = pending.popLast() {
            try Task.checkCancellation()
            pending += try addEntries(of: folder).reversed()
        }
    }

    /// Adds what is in a folder; gives the folders among it.
    private mutating func addEntries(of folder: Int) throws -> [Int] {
        var folders: [Int] = []
        let names = try all[folder].path.entries(of: all[folder].place)
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for (place, text) in names.enumerated() {
            let path = all[folder].path / text
            let status = try Self.status(path)
            let name = Array(text.utf8)
            let identity = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
            let isShared = status.st_nlink > 1 && status.st_mode & S_IFMT != S_IFDIR
            let index = isShared ? seen[identity] : nil
            let file = index ?? all.count
            if index == nil {
                all.append(try Self.file(path, (folder == 0 ? "/" : all[folder].place + "/") + text, status))
                if isShared { seen[identity] = file }
                if all[file].kind == .folder { folders.append(file) }
            }
            all[file].names.append(DiskFile.Name(folder: folder, place: place, name: name))
            all[folder].entries.append(DiskFile.Entry(name: name, file: file))
        }
        return folders
    }

    private static func status(_ path: FilePath) throws -> stat {
        var status = stat()
        guard lstat(path.string, &status) == 0 else { throw FGError.system("read", path) }
        return status
    }

    private static func file(_ path: FilePath, _ place: String, _ status: stat) throws -> DiskFile {
        guard let kind = DiskFile.Kind(rawValue: UInt16(status.st_mode & S_IFMT)) else {
            throw FGError(.failed, "\(path) is of no kind that is known", subject: path.string)
        }
        let target = kind == .link ? try target(path) : []
        let number = UInt64(status.st_rdev)
        return DiskFile(
            path: path,
            place: place,
            kind: kind,
            permissions: UInt16(status.st_mode & 0o7777),
            user: status.st_uid,
            group: status.st_gid,
            size: kind == .file ? Int64(status.st_size) : Int64(target.count),
            modified: Int64(status.st_mtim.tv_sec),
            device: kind == .character || kind == .block
                ? DeviceNumber(
                    major: UInt32(number >> 8 & 0xfff),
                    minor: UInt32(number & 0xff | number >> 12 & 0xf_ff00)
                ) : nil,
            target: target,
            attributes: try attributes(path)
        )
    }

    private static func target(_ path: FilePath) throws -> [UInt8] {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path.string, &buffer, buffer.count)
        guard count > 0 else { throw FGError.system("read", path) }
        return buffer.prefix(count).map { UInt8(bitPattern: $0) }
    }

    private static func attributes(_ path: FilePath) throws -> [DiskFile.Attribute] {
        var names = [CChar](repeating: 0, count: 1 << 16)
        let count = llistxattr(path.string, &names, names.count)
        if count <= 0 {
            // What no attributes can be on has none.
            guard count == 0 || errno == ENOTSUP else { throw FGError.system("read", path) }
            return []
        }
        let bytes = names.prefix(count).map { UInt8(bitPattern: $0) }
        var value = [UInt8](repeating: 0, count: 1 << 16)
        return try bytes.split(separator: 0)
            .sorted { $0.lexicographicallyPrecedes($1) }
            .map { name in
                let text = String(decoding: name, as: UTF8.self)
                let count = lgetxattr(path.string, text, &value, value.count)
                guard count >= 0 else { throw FGError.system("read \(text) of", path) }
                return DiskFile.Attribute(name: Array(name), value: Array(value.prefix(count)))
            }
    }
}
