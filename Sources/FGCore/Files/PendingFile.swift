import CLinux
import Glibc

/// A file on its way: without a name until it is complete, so that nothing of it stays when the process dies.
///
/// Where the file system has no files without a name, it has a temporary one beside its destination.
package final class PendingFile {
    /// The file; errors call it by the name that was asked for.
    package let file: OpenFile
    private let destination: FilePath
    private let shown: FilePath
    /// The temporary name; nil while it has none.
    private var temporary: FilePath?

    /// `O_TMPFILE` of open(2) and `RENAME_NOREPLACE` of rename(2), which Glibc's overlay leaves out.
    private static let unnamed = 0o20_000_000 | O_DIRECTORY
    private static let withoutReplacing: UInt32 = 1

    /// Opens a file that will get a name; errors call it by `shown` when that is another one.
    ///
    /// - Throws: the system's error, such as `notFound` without a folder to put it into.
    package init(for destination: FilePath, named shown: FilePath? = nil) throws {
        self.destination = destination
        self.shown = shown ?? destination
        let folder = destination.parent
        let descriptor = open(folder.string, Self.unnamed | O_RDWR | O_CLOEXEC, 0o666)
        if descriptor >= 0, FilePath("/proc/self/fd/\(descriptor)").exists {
            file = OpenFile(owning: descriptor, path: self.shown)
            return
        }
        if descriptor >= 0 { close(descriptor) }
        let name = Self.temporaryName(in: folder)
        let named = open(name.string, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard named >= 0 else { throw FGError.system("write", self.shown) }
        file = OpenFile(owning: named, path: self.shown)
        temporary = name
    }

    deinit {
        if let temporary { unlink(temporary.string) }
    }

    private static func temporaryName(in folder: FilePath) -> FilePath {
        folder / ".fgshell.\(UInt64.random(in: 0 ... .max)).part"
    }

    /// Takes over owner and permissions of the file that it will replace; whether the owner could be kept.
    package func takeProperties(of status: FileStatus) throws -> Bool {
        let own = try file.status()
        let isOwned =
            (own.user, own.group) == (status.user, status.group)
            || fchown(file.descriptor, status.user, status.group) == 0
        // Privileges of one owner are not those of another.
        let permissions = isOwned ? status.permissions : status.permissions & 0o777
        guard fchmod(file.descriptor, permissions) == 0 else { throw FGError.system("write", shown) }
        return isOwned
    }

    /// Gives the complete file its name, which must be free: it never replaces anything, even in a race.
    ///
    /// - Throws: `exists` when the name is taken.
    package func create() throws {
        try file.synchronize()
        guard name(destination) else { throw FGError.system("write", shown) }
        try destination.parent.synchronizeFolder()
    }

    /// Gives the complete file its name in one step, replacing the file of that name.
    package func replace() throws {
        try file.synchronize()
        let temporary = temporary ?? Self.temporaryName(in: destination.parent)
        if self.temporary == nil {
            guard name(temporary) else { throw FGError.system("write", shown) }
            self.temporary = temporary
        }
        guard rename(temporary.string, destination.string) == 0 else {
            throw FGError.system("write", shown)
        }
        self.temporary = nil
        try destination.parent.synchronizeFolder()
    }

    /// Gives the file a free name; false with `errno` set when it is not.
    private func name(_ path: FilePath) -> Bool {
        guard let temporary else {
            let source = "/proc/self/fd/\(file.descriptor)"
            return linkat(AT_FDCWD, source, AT_FDCWD, path.string, AT_SYMLINK_FOLLOW) == 0
        }
        if link(temporary.string, path.string) == 0 {
            unlink(temporary.string)
        } else if errno == EEXIST
            || renameat2(AT_FDCWD, temporary.string, AT_FDCWD, path.string, Self.withoutReplacing) != 0
        {
            return false
        }
        self.temporary = nil
        return true
    }
}
