import CLinux
import Glibc

/// Removes a folder with all in it, whatever the names are made of and however deep its folders are.
///
/// Whoever runs in a sandbox can make paths that are longer than the system takes, and more folders in each other than there
/// are descriptors: so folders are moved up into the one that goes, where each is emptied in its turn.
struct FolderRemoval {
    private let path: FilePath
    private let folder: Int32
    private var moved = 0

    private static let all: mode_t = 0o700
    private static let replacesNothing: UInt32 = 1

    /// Removes the content of a folder, and leaves the folder itself as it is.
    ///
    /// - Throws: errors of the system.
    static func empty(_ path: FilePath) throws {
        let folder = try open(AT_FDCWD, Array(path.string.utf8CString), of: path)
        defer { close(folder) }
        var removal = FolderRemoval(path: path, folder: folder)
        try removal.run()
    }

    private init(path: FilePath, folder: Int32) {
        self.path = path
        self.folder = folder
    }

    private mutating func run() throws {
        while true {
            let names = try Self.names(in: folder, of: path)
            if names.isEmpty { return }
            for name in names where try !remove(name, from: folder) {
                try emptyFolder(name, in: folder)
            }
        }
    }

    /// Removes what is in a folder, and then the folder; its own folders are moved up.
    private mutating func emptyFolder(_ name: [CChar], in parent: Int32) throws {
        fchmodat(parent, name, Self.all, 0)
        let inner = try Self.open(parent, name, of: path)
        defer { close(inner) }
        for child in try Self.names(in: inner, of: path) where try !remove(child, from: inner) {
            // Whoever moves a folder writes into it.
            fchmodat(inner, child, Self.all, 0)
            if try !moveUp(child, from: inner) { try emptyFolder(child, in: inner) }
        }
        guard try remove(name, from: parent) else { throw FGError.system("remove what is in", path) }
    }

    /// Moves a folder up; false for one that stays where it is, as those of an overlay's lower layers do.
    private mutating func moveUp(_ name: [CChar], from inner: Int32) throws -> Bool {
        while true {
            moved += 1
            let free = Array(".\(moved)".utf8CString)
            if renameat2(inner, name, folder, free, Self.replacesNothing) == 0 { return true }
            // What is mounted there is not to be touched.
            if errno == EBUSY { throw FGError.system("remove what is in", path) }
            if errno != EEXIST { return false }
        }
    }

    /// Removes a file or an empty folder; false for a folder with something in it.
    private func remove(_ name: [CChar], from folder: Int32) throws -> Bool {
        if unlinkat(folder, name, 0) == 0 || errno == ENOENT { return true }
        let reason = errno
        if unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT { return true }
        if errno == ENOTEMPTY || errno == EEXIST { return false }
        if errno == ENOTDIR { errno = reason }
        throw FGError.system("remove what is in", path)
    }

    private static func open(_ folder: Int32, _ name: [CChar], of path: FilePath) throws -> Int32 {
        let opened = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else { throw FGError.system("remove what is in", path) }
        return opened
    }

    /// The names in a folder, each with a zero at its end.
    private static func names(in folder: Int32, of path: FilePath) throws -> [[CChar]] {
        let copy = try open(folder, [0x2e, 0], of: path)
        guard let stream = fdopendir(copy) else {
            close(copy)
            throw FGError.system("remove what is in", path)
        }
        defer { closedir(stream) }
        var names: [[CChar]] = []
        while let entry = readdir(stream) {
            let bytes = entry.nameBytes
            let name = Array(UnsafeBufferPointer(start: bytes, count: strlen(bytes) + 1))
            if name != [0x2e, 0], name != [0x2e, 0x2e, 0] { names.append(name) }
        }
        return names
    }
}
