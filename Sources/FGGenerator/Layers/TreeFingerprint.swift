import FGCore
import Glibc

/// Tells whether a stored tree is still as it was laid: no file came, went, moved, or was written.
///
/// It reads no content: every write moves a file's time of change, which nobody can set.
struct TreeFingerprint {
    /// Over every file below the folder, in order.
    let digest: Digest
    /// Bytes that the files take on the disk.
    let allocated: Int64

    init(of folder: FilePath) throws {
        let hash = SHA256()
        var allocated: Int64 = 0
        var line = ""
        func add(_ path: FilePath, _ name: String) throws {
            var status = stat()
            guard lstat(path.string, &status) == 0 else { throw FGError.system("read", path) }
            allocated += Int64(status.st_blocks) * 512
            line =
                "\(name)\0\(status.st_mode) \(status.st_uid) \(status.st_gid) \(status.st_size) \(status.st_ino) "
            line +=
                "\(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)\n"
            hash.update(Array(line.utf8))
            guard status.st_mode & S_IFMT == S_IFDIR else { return }
            for entry in try path.entries() { try add(path / entry, entry) }
            hash.update([0])
        }
        // The folder itself changes when the layer gets its name.
        for entry in try folder.entries() { try add(folder / entry, entry) }
        digest = hash.finish()
        self.allocated = allocated
    }
}
