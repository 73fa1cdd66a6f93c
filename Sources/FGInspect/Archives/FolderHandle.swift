import CLinux
import FGCore
import Glibc

/// An open folder, and what can be done inside of it without following a link.
final class FolderHandle {
    let descriptor: Int32
    private let shown: FilePath

    /// Opens a folder by its path; links on the way to it are the caller's own and are followed.
    init(_ path: FilePath) throws {
        descriptor = open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        shown = path
        guard descriptor >= 0 else { throw FGError.system("open", path) }
    }

    private init(descriptor: Int32, shown: FilePath) {
        self.descriptor = descriptor
        self.shown = shown
    }

    deinit { close(descriptor) }

    /// The folder of a name inside of this one; made when `making` and nothing is there.
    ///
    /// - Throws: `refused` when a symbolic link or something else than a folder stands there.
    func folder(_ name: String, making: Bool) throws -> FolderHandle {
        if making, mkdirat(descriptor, name, 0o755) != 0, errno != EEXIST { throw error("make", name) }
        let opened = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard opened >= 0 else {
            if errno == ELOOP || errno == ENOTDIR {
                throw FGError(.refused, "\(shown / PrintableText.of(name)) is not a folder")
            }
            throw error("open", name)
        }
        return FolderHandle(descriptor: opened, shown: shown / name)
    }

    /// Opens a regular file inside of this folder.
    ///
    /// - Throws: `refused` for a link or anything else, `notFound` when nothing is there.
    func file(_ name: String) throws -> OpenFile {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw error("read", name) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FGError(.refused, "\(shown / PrintableText.of(name)) is not a regular file")
        }
        // The kernel's own name of the open folder: nobody can put a link in its place meanwhile.
        let file = try OpenFile(FilePath("/proc/self/fd/\(descriptor)") / name, followsLinks: false)
        guard try file.status().kind == .file else {
            throw FGError(.refused, "\(shown / PrintableText.of(name)) is not a regular file")
        }
        return file
    }

    /// Makes a new file for writing, removing what stood there.
    func makeFile(_ name: String) throws -> Int32 {
        try remove(name)
        let file = openat(descriptor, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw error("make", name) }
        return file
    }

    /// Makes a symbolic link, removing what stood there.
    func makeLink(_ name: String, to target: String) throws {
        try remove(name)
        guard symlinkat(target, descriptor, name) == 0 else { throw error("make", name) }
    }

    /// Gives what stands in a folder under a name another name here; a symbolic link itself is linked.
    func makeHardLink(_ name: String, to target: String, in folder: FolderHandle) throws {
        try remove(name)
        guard linkat(folder.descriptor, target, descriptor, name, 0) == 0 else { throw error("link", name) }
    }

    /// Removes a file or link, so that a folder can be made; a folder stays.
    func clear(_ name: String) throws {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return }
        if status.st_mode & S_IFMT != S_IFDIR { try remove(name) }
    }

    /// Removes what stands under a name, a folder with all that is in it; links are not followed.
    func removeTree(_ name: String) throws {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT { return }
            throw error("read", name)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return try remove(name) }
        let inside = try folder(name, making: false)
        for entry in try inside.names() { try inside.removeTree(entry) }
        guard unlinkat(descriptor, name, AT_REMOVEDIR) == 0 else { throw error("remove", name) }
    }

    /// The names in the folder, sorted.
    func names() throws -> [String] { try FilePath("/proc/self/fd/\(descriptor)").entries() }

    /// The folder of a name inside of this one; nil when nothing, a link or something else stands there.
    func existingFolder(_ name: String) throws -> FolderHandle? {
        var status = stat()
        guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0,
            status.st_mode & S_IFMT == S_IFDIR
        else { return nil }
        return try folder(name, making: false)
    }

    /// Sets the owner of a link or file, never of what a link points to.
    func setOwner(_ name: String, user: UInt32, group: UInt32) throws {
        guard fchownat(descriptor, name, user, group, AT_SYMLINK_NOFOLLOW) == 0 else {
            throw error("set the owner of", name)
        }
    }

    /// Sets the time of the last change of a link or file.
    func setTime(_ name: String, _ time: Timestamp) throws {
        let moment = timespec(tv_sec: Int(time.seconds), tv_nsec: 0)
        guard utimensat(descriptor, name, [moment, moment], AT_SYMLINK_NOFOLLOW) == 0 else {
            throw error("set the time of", name)
        }
    }

    private func remove(_ name: String) throws {
        guard unlinkat(descriptor, name, 0) == 0 || errno == ENOENT else {
            if errno == EISDIR || errno == EPERM {
                throw FGError(
                    .refused,
                    "\(shown / PrintableText.of(name)) is a folder and cannot be replaced"
                )
            }
            throw error("remove", name)
        }
    }

    private func error(_ action: String, _ name: String) -> FGError {
        FGError.system(action, shown / PrintableText.of(name))
    }
}
