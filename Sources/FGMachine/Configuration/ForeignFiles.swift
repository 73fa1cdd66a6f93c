package import FGCore
import FGProcess
import Glibc

/// Reads file systems that only Linux itself reads, by libguestfs: in a virtual machine, so that what is hostile in them meets
/// nothing here.
package struct ForeignFiles: Sendable {
    private let tool: Program
    /// How long it may take.
    private let deadline: Duration

    /// Bulk that says nothing of what a system is, as patterns of tar(1).
    private static let excluded = [
        "usr/share/*", "usr/include/*", "usr/src/*", "usr/libexec/*", "usr/lib/firmware/*", "usr/lib/debug/*",
        "usr/lib/python*", "usr/lib/gcc/*", "usr/lib/locale/*", "usr/lib64/*", "usr/lib/*-linux-gnu/*",
        "lib/modules/*/kernel/*", "initr*", "var/cache/*", "var/log/*", "var/tmp/*", "home/*", "opt/*",
        "srv/*",
    ]
    /// The most bytes of files that are looked at.
    private static let most = ByteCount(4 << 30)

    /// - Throws: `unavailable` when libguestfs is not installed.
    package init(deadline: Duration = .seconds(900)) throws {
        tool = try Program.find("guestfish", package: "libguestfs-tools")
        self.deadline = deadline
    }

    /// Writes what tells of a system into a tar archive: the files of a file system on a raw disk, without bulk.
    ///
    /// `partition` is the number of its partition, nil when it takes the whole disk. The disk is only read. The file of the
    /// archive must not be there.
    /// - Throws: `failed` with libguestfs's reason, `timedOut`.
    package func write(
        of disk: FilePath,
        partition: Int?,
        to archive: FilePath,
        accelerator: Accelerator
    ) async throws {
        let device = "/dev/sda" + (partition.map(String.init) ?? "")
        let script = """
            run
            mount-ro \(device) /
            tar-out / - "excludes:\(Self.excluded.joined(separator: " "))"

            """
        var command = Command(tool, ["--ro", "--format=raw", "-a", disk.string])
        command.input = .bytes(Array(script.utf8))
        command.environment.merge(Self.settings(accelerator, scratch: archive.parent)) { $1 }
        command.deadline = deadline
        let file = try OpenFile(archive, .create(permissions: 0o600))
        let (result, _) = try await command.run { read in
            var offset: Int64 = 0
            while case let bytes = try read(1 << 20), !bytes.isEmpty {
                guard offset + Int64(bytes.count) <= Self.most.bytes else {
                    throw FGError(.refused, "its files are more than \(Self.most)")
                }
                try file.write(bytes, at: offset)
                offset += Int64(bytes.count)
            }
        }
        guard result.status == 0 else { throw Self.failure(result, command) }
    }

    /// Where its own kernel is, if somebody says so, and what this machine can do.
    private static func settings(_ accelerator: Accelerator, scratch: FilePath) -> [String: String] {
        var settings = ["LIBGUESTFS_BACKEND": "direct", "TMPDIR": scratch.string]
        if accelerator == .tcg { settings["LIBGUESTFS_BACKEND_SETTINGS"] = "force_tcg" }
        let passed = [
            "SUPERMIN_KERNEL", "SUPERMIN_MODULES", "SUPERMIN_KERNEL_VERSION", "LIBGUESTFS_PATH",
            "LIBGUESTFS_CACHEDIR", "LIBGUESTFS_MEMSIZE",
        ]
        for name in passed {
            if let value = getenv(name) { settings[name] = String(cString: value) }
        }
        return settings
    }

    private static func failure(_ result: CommandResult, _ command: Command) -> FGError {
        let mark = "libguestfs: error: "
        let reasons = result.errorText.split(separator: "\n").compactMap { line in
            line.firstRange(of: mark).map { String(line[$0.upperBound...]) }
        }
        guard let reason = reasons.first else { return command.failure(result) }
        let hint = "libguestfs-test-tool tells what it lacks; SUPERMIN_KERNEL names a kernel for it"
        return FGError(.failed, "libguestfs cannot read it: \(reason)", hint: hint)
    }
}
