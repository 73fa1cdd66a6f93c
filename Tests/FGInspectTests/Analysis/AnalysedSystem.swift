import FGCore
import FGProcess
import Glibc

/// A small system of files for analyses, and disks that hold it.
struct AnalysedSystem {
    let folder: FilePath

    /// The first bytes of an ELF file for x86-64.
    static let program: [UInt8] =
        [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1] + [UInt8](repeating: 0, count: 11) + [62, 0]
        + [UInt8](repeating: 0, count: 44)

    /// Writes the files of a Debian system; gives their folder.
    func files() throws -> FilePath {
        let tree = folder / "tree"
        for name in [
            "boot", "etc/systemd/system/multi-user.target.wants", "usr/bin", "usr/lib", "var/lib/dpkg",
        ] {
            try (tree / name).makeFolder()
        }
        try (tree / "usr/lib/os-release").write(
            """
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            VERSION_ID="12"
            VERSION_CODENAME=bookworm
            ID=debian

            """
        )
        try (tree / "etc/os-release").makeSymbolicLink(to: "../usr/lib/os-release")
        try (tree / "bin").makeSymbolicLink(to: "usr/bin")
        try (tree / "usr/bin/sh").write(Self.program, permissions: 0o755)
        try (tree / "boot/vmlinuz-6.1.0-9-amd64").write("older")
        try (tree / "boot/vmlinuz-6.1.0-10-amd64").write("newer")
        try (tree / "var/lib/dpkg/status").write(PackageDatabaseTests.status)
        try (tree / "etc/passwd").write(
            "root:x:0:0::/root:/bin/sh\nalice:x:1000:1000::/home/alice:/bin/sh\nnobody:x:65534:1::/:/bin/sh\n"
        )
        for unit in ["ssh", "cron"] {
            try (tree / "etc/systemd/system/multi-user.target.wants/\(unit).service").makeSymbolicLink(
                to: "/usr/lib/systemd/system/\(unit).service"
            )
        }
        return tree
    }

    /// Makes an ext4 file system of a folder.
    func fileSystem(_ tree: FilePath, options: [String] = []) async throws -> FilePath {
        let path = folder / "\(tree.lastComponent).ext4"
        try await Self.run("mke2fs", options + ["-q", "-t", "ext4", "-d", tree.string, path.string, "16M"])
        return path
    }

    /// Makes a disk with some file systems, each in a partition of its own.
    func disk(_ fileSystems: [FilePath]) async throws -> FilePath {
        let disk = folder / "disk.raw"
        let file = try OpenFile(disk, .create(permissions: 0o600))
        try file.truncate(to: Int64(fileSystems.count * 16 + 2) << 20)
        var command = Command(try Program.find("sfdisk", package: "fdisk"), ["--quiet", disk.string])
        let lines = fileSystems.indices.map { "start=\((1 + 16 * $0) * 2048), size=32768, type=linux\n" }
        command.input = .bytes(Array(("label: gpt\n" + lines.joined()).utf8))
        try await command.runChecked()
        for (index, path) in fileSystems.enumerated() {
            try file.write(try path.readBytes(), at: Int64(1 + 16 * index) << 20)
        }
        return disk
    }

    static func run(_ program: String, _ arguments: [String]) async throws {
        try await Command(try Program.find(program, package: program), arguments).runChecked()
    }
}

extension FilePath {
    /// Makes a symbolic link here.
    func makeSymbolicLink(to target: String) throws {
        guard symlink(target, string) == 0 else { throw FGError.system("make link", self) }
    }
}
