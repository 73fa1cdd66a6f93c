import FGCore
import FGInspect
import FGProcess

/// Sets the times of an ext4 file system that tell when it was made: access, change of the inode, and birth.
///
/// mke2fs copies them from the tree, whose inodes are of the moment of the build; times of content stay.
struct InodeTimes {
    /// The file system, from its first byte.
    let file: FilePath
    let epoch: Timestamp
    let scratch: FilePath

    private static let fields = ["atime", "ctime", "crtime"]

    /// Sets them on every inode that a name leads to; the others have the epoch from mke2fs.

    func seal() async throws {
        let region = try DiskRegion(OpenFile(file))
        var requests: [String] = []
        let tree = try FileTree(Ext4FileSystem(region))
        for inode in Set(tree.all.map(\.value.inode)).sorted() {
            for field in Self.fields {
                requests.append("sif <\(inode)> \(field) @\(epoch.seconds)")
                requests.append("sif <\(inode)> \(field)_extra 0")
            }
        }
        let script = scratch / "inode-times"
        try script.write(requests.joined(separator: "\n") + "\n")
        let program = try Program.find("debugfs", package: "e2fsprogs")
        var command = Command(program, ["-w", "-f", script.string, file.string])
        command.environment["E2FSPROGS_FAKE_TIME"] = "\(epoch.seconds)"
        // The program repeats each request on its output.
        command.output = .file(scratch / "inode-times.log")
        try await command.runChecked()
        try script.removeFile()
        try (scratch / "inode-times.log").removeFile()
    }
}
