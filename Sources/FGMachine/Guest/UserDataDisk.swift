package import FGCore
import FGProcess

/// A small disk that brings user data to a guest with cloud-init.
///
/// Source: cloud-init's documentation of the data source NoCloud: a FAT file system labelled `CIDATA`.
package enum UserDataDisk {
    private static let largest = ByteCount(16 << 20)

    /// Makes the disk; `instance` names the machine, which cloud-init sets up once.
    ///
    /// - Throws: `invalid` for user data that is empty or larger than 16 MiB.
    package static func create(at disk: FilePath, userData: FilePath, instance: String) async throws {
        let size = userData.status()?.size ?? 0
        guard userData.status()?.kind == .file, size > 0, size <= largest.bytes else {
            throw FGError(
                .invalid,
                "\(userData) is not a file of 1 byte to \(largest)",
                subject: userData.string,
                hint: "write user data as cloud-init reads it: #cloud-config, or a script"
            )
        }
        let format = try Program.find("mkfs.vfat", package: "dosfstools")
        let kibibytes = 1024 + size / 512
        try await Command(format, ["-n", "CIDATA", "-C", disk.string, "\(kibibytes)"]).runChecked()
        let metadata = disk.parent / "meta-data"
        try metadata.write("instance-id: \(instance)\n")
        for (file, name) in [(userData, "user-data"), (metadata, "meta-data")] {
            let copy = try Program.find("mcopy", package: "mtools")
            var command = Command(copy, ["-i", disk.string, file.string, "::\(name)"])
            command.environment["MTOOLS_SKIP_CHECK"] = "1"
            try await command.runChecked()
        }
    }
}
