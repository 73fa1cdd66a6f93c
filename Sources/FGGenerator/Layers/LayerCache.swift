package import FGCore
import FGProcess
import Glibc

/// Trees that builds came to, each under the digest of all that made it: finished work is taken from here.
///
/// A layer is a whole tree in one compressed archive. Losing one costs time and nothing else.
package struct LayerCache: Sendable {
    private let folder: FilePath
    /// How many bytes the layers may take together; those not used for longest go first.
    private let limit: ByteCount

    /// Opens a folder of layers; it is made with the first.
    package init(folder: FilePath, limit: ByteCount = ByteCount(8 << 30)) {
        self.folder = folder
        self.limit = limit
    }

    private func path(of id: Digest) -> FilePath { folder / "\(id.hex).tar.zst" }

    /// Unpacks a layer into a new folder; false when there is none.
    ///
    /// A layer that cannot be read is removed, and the work is done again.
    func restore(_ id: Digest, into tree: FilePath, progress: ProgressHandler) async throws -> Bool {
        let file = path(of: id)
        guard file.exists else { return false }
        try tree.makeFolder()
        let result = try await tar(["--extract", "--file", file.string, "--directory", tree.string]).run()
        guard result.status == 0 else {
            progress(.note("the layer \(id.short) cannot be used: \(result.lastErrorLine ?? "damaged")"))
            try tree.removeAll()
            try file.removeFile()
            return false
        }
        // The time of last use, which says what goes first.
        utimensat(AT_FDCWD, file.string, nil, 0)
        return true
    }

    /// Keeps a tree; devices are left out, every machine makes its own.
    ///
    /// A disk without room keeps nothing, which is said and harms no build.
    func keep(_ id: Digest, from tree: FilePath, progress: ProgressHandler) async throws {
        try folder.makeFolder(permissions: 0o700)
        let partial = folder / ".\(getpid()).\(UInt32.random(in: 0 ... .max)).part"
        do {
            let options = ["--create", "--exclude=./dev/*", "--sort=name"]
            try await tar(options + ["--file", partial.string, "--directory", tree.string, "."]).runChecked()
            try partial.rename(to: path(of: id))
            try makeRoom()
        } catch let error as FGError where error.code == .quotaExceeded {
            try partial.removeFile()
            progress(.note("the layer is not kept: \(error.message)"))
        } catch {
            try partial.removeFile()
            throw error
        }
    }

    /// Removes what killed builds left, and the layers that are over the limit.
    private func makeRoom() throws {
        var files: [(path: FilePath, status: FileStatus)] = []
        for name in try folder.entries() {
            let file = folder / name
            guard let status = file.status() else { continue }
            if name.hasSuffix(".part") {
                let writer = name.split(separator: ".").first.flatMap { pid_t($0) }
                if writer.map({ kill($0, 0) != 0 && errno == ESRCH }) ?? true { try file.removeFile() }
            } else {
                files.append((file, status))
            }
        }
        var total = files.reduce(0) { $0 + $1.status.allocated }
        for file in files.sorted(by: { $0.status.modified < $1.status.modified }) where total > limit.bytes {
            try file.path.removeFile()
            total -= file.status.allocated
        }
    }

    private func tar(_ arguments: [String]) throws -> Command {
        let program = try Program.find("tar", package: "tar")
        let zstd = try Program.find("zstd", package: "zstd")
        let options = [
            "--use-compress-program=\(zstd.path) -q -1 -T0", "--numeric-owner", "--xattrs",
            "--xattrs-include=*", "--acls", "--preserve-permissions",
        ]
        return Command(program, options + arguments)
    }
}
