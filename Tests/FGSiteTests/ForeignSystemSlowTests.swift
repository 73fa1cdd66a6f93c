import FGCore
import FGProcess
import FGSite
import Glibc
import Testing

/// Systems on file systems that libguestfs reads.
@Suite(.serialized)
struct ForeignSystemSlowTests {
    /// The kernel that libguestfs starts, since the machine of a test need not have one of its own.
    private static func provideKernel(_ folder: FilePath) async throws {
        let meta = "linux-image-cloud-amd64"
        let depends = try await Command(Program.find("apt-cache", package: "apt"), ["depends", meta])
            .runChecked().outputText
        let name = try #require(depends.firstMatch(of: /Depends: (linux-image-[0-9]\S+)/)).1
        var download = Command(try Program.find("apt-get", package: "apt"), ["download", "-q", String(name)])
        download.folder = folder
        try await download.runChecked()
        let package = try #require(try folder.entries().first { $0.hasSuffix(".deb") })
        let root = folder / "kernel"
        try await ImageAnalysisTests.run("dpkg-deb", ["--extract", (folder / package).string, root.string])
        let version = try #require(try (root / "lib" / "modules").entries().first)
        try await ImageAnalysisTests.run("depmod", ["-b", root.string, version])
        // Wants the folder to be there, whatever it is told.
        try FilePath("/lib/modules").makeFolder()
        setenv("SUPERMIN_KERNEL", (root / "boot" / "vmlinuz-\(version)").string, 1)
        setenv("SUPERMIN_MODULES", (root / "lib" / "modules" / version).string, 1)
        setenv("SUPERMIN_KERNEL_VERSION", version, 1)
        setenv("LIBGUESTFS_CACHEDIR", folder.string, 1)
    }

    /// A disk with a file system of data in its first partition and that of a system, in a subvolume's folder, in its second.
    private static func disk(_ folder: FilePath) async throws -> FilePath {
        let (data, system) = (folder / "data.xfs", folder / "system.btrfs")
        try (folder / "proto").write("/none\n0 0\nd--755 0 0\nresults ---644 0 0 /etc/hostname\n$\n")
        let size: Int64 = 320 << 20
        try await ImageAnalysisTests.run(
            "mkfs.xfs",
            ["-q", "-p", (folder / "proto").string, "-d", "name=\(data),file,size=\(size)"]
        )
        try (folder / "top").makeFolder()
        try ImageAnalysisTests.system(folder).rename(to: folder / "top" / "root")
        let file = try OpenFile(system, .create(permissions: 0o600))
        try file.truncate(to: size)
        try await ImageAnalysisTests.run(
            "mkfs.btrfs",
            ["-q", "--rootdir", (folder / "top").string, system.string]
        )
        let disk = folder / "foreign.raw"
        let target = try OpenFile(disk, .create(permissions: 0o600))
        try target.truncate(to: 2 * size + (3 << 20))
        var table = Command(try Program.find("sfdisk", package: "fdisk"), ["-q", disk.string])
        table.input = .bytes(Array("label: gpt\nstart=1MiB, size=320MiB\nstart=321MiB, size=320MiB\n".utf8))
        try await table.runChecked()
        for (part, start) in [(data, Int64(1 << 20)), (system, size + (1 << 20))] {
            try await ImageAnalysisTests.run(
                "dd",
                [
                    "if=\(part)", "of=\(disk)", "bs=1M", "seek=\(start >> 20)", "conv=notrunc,sparse",
                    "status=none",
                ]
            )
        }
        return disk
    }

    @Test(.enabled(if: geteuid() == 0, "libguestfs wants a folder that only root can make"))
    func `a system on btrfs is found behind data on xfs`() async throws {
        try await TemporaryFolder.with { folder in
            try await Self.provideKernel(folder)
            let session = try ImageAnalysisTests.session(folder)
            let record = try await ImageAnalysisTests.take(
                try await Self.disk(folder),
                session,
                isQuick: false
            )
            #expect(record["unread"] == .list([]))
            try await ImageAnalysisTests.requireFound(session)
        }
    }
}
