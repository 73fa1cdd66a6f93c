import FGCore
import FGProcess
import FGStorage

/// A small real disk: an EFI partition with a unified kernel image, and an ext4 root with files of every kind.
///
/// Nothing of it needs root: what only root may make is written by debugfs.
struct TreeDisk {
    let folder: FilePath

    static let (start, espSize, rootSize): (Int64, Int64, Int64) = (1 << 20, 36 << 20, 12 << 20)
    static let kernel = [UInt8]("a kernel".utf8) + [UInt8](repeating: 5, count: 70_000)
    static let initrd = [UInt8](repeating: 6, count: 90_000)
    static let commandLine = "root=UUID=aab3 rw console=ttyS0 quiet"
    static let longName = String(repeating: "long-name.", count: 13)
    /// A capability as the kernel stores it: cap_net_raw, effective and permitted.
    static let capability = "0x0100000200200000000000000000000000000000"

    /// An access control list as the kernel gives it, which lets user 1000 read.
    static let accessList =
        "0x0200000001000700ffffffff02000400e803000004000500ffffffff10000700ffffffff20000500ffffffff"

    /// Writes the disk.
    func make(_ disk: FilePath) async throws {
        let tree = folder / "tree"
        for name in ["boot", "etc", "usr/bin", "var/empty", "dev", "usr/share/\(Self.longName)"] {
            try (tree / name).makeFolder()
        }
        try (tree / "boot/vmlinuz-6.1.0-9").write("an older kernel")
        try (tree / "boot/initrd.img-6.1.0-9").write("an older initrd")
        try (tree / "boot/vmlinuz-6.1.0-10").write(Self.kernel)
        try (tree / "boot/initrd.img-6.1.0-10").write(Self.initrd)
        try (tree / "etc/hostname").write("small\n")
        try (tree / "etc/größe").write("grün\n")
        try (tree / "etc/empty").write("")
        try (tree / "usr/bin/ping").write("ping", permissions: 0o755)
        try (tree / "usr/share/\(Self.longName)/\(Self.longName)").write("deep")
        let sparse = try OpenFile(tree / "var/sparse", .create(permissions: 0o600))
        try sparse.truncate(to: 3 << 20)
        try sparse.write([1, 2, 3], at: 2 << 20)
        let root = folder / "root.ext4"
        try await run(
            "mke2fs",
            [
                "-q", "-t", "ext4", "-U", "11111111-2222-3333-4444-555555555555", "-d", tree.string,
                root.string,
                "\(Self.rootSize / 1024)k",
            ]
        )
        try await special(root)
        try await assemble(root, disk)
    }

    /// Links, devices, owners, times and attributes.
    private func special(_ root: FilePath) async throws {
        let long = "../usr/share/\(Self.longName)/\(Self.longName)"
        let value = folder / "capability"
        try value.write(Self.bytes(Self.capability))
        let list = folder / "list"
        try list.write(Self.bytes(Self.accessList))
        let commands = [
            "ea_set -f \(list) /var/empty system.posix_acl_access",
            "ln /etc/hostname /etc/another-name", "sif /etc/hostname links_count 2",
            "symlink /etc/link hostname", "symlink /etc/long-link \(long)",
            "cd /dev", "mknod null c 1 3", "mknod sda b 8 0", "mknod pipe p",
            "cd /",
            "sif /usr/bin/ping mode 0104755", "sif /etc/hostname uid 3015656",
            "sif /etc/hostname gid 3000000",
            "sif /var/empty mode 041777",
            "sif /etc/hostname mtime 20200102030405", "sif /etc/empty mtime @4000000000",
            "ea_set /etc/hostname user.note something",
            "ea_set -f \(value) /usr/bin/ping security.capability",
            "sif / mtime 20210102030405",
        ]
        let script = folder / "commands"
        try script.write(commands.joined(separator: "\n") + "\n")
        try await run("debugfs", ["-w", "-f", script.string, root.string])
    }

    private func assemble(_ root: FilePath, _ disk: FilePath) async throws {
        let esp = folder / "esp.fat"
        try await run("mkfs.vfat", ["-F", "32", "-C", esp.string, "\(Self.espSize / 1024)"])
        let program = try await unifiedKernel()
        try await run("mmd", ["-i", esp.string, "::/EFI", "::/EFI/BOOT"])
        try await run("mcopy", ["-i", esp.string, program.string, "::/EFI/BOOT/BOOTX64.EFI"])
        let file = try OpenFile(disk, .create(permissions: 0o600))
        try file.truncate(to: 2 * Self.start + Self.espSize + Self.rootSize)
        var command = Command(try Program.find("sfdisk", package: "fdisk"), ["--quiet", disk.string])
        let second = (Self.start + Self.espSize) / 512
        command.input = .bytes(
            Array(
                """
                label: gpt
                start=2048, size=\(Self.espSize / 512), type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B
                start=\(second), size=\(Self.rootSize / 512), type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709

                """.utf8
            )
        )
        try await command.runChecked()
        try file.write(try esp.readBytes(), at: Self.start)
        try file.write(try root.readBytes(), at: Self.start + Self.espSize)
    }

    private func unifiedKernel() async throws -> FilePath {
        let sections: [(String, [UInt8], String)] = [
            (".cmdline", Array(Self.commandLine.utf8), "0x30000"), (".linux", Self.kernel, "0x2000000"),
            (".initrd", Self.initrd, "0x3000000"),
        ]
        var arguments: [String] = []
        for (name, bytes, address) in sections {
            let file = folder / "section\(name)"
            try file.write(bytes)
            arguments += ["--add-section", "\(name)=\(file)", "--change-section-vma", "\(name)=\(address)"]
        }
        let output = folder / "boot.efi"
        let stub = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub"
        try await run("objcopy", arguments + [stub, output.string])
        return output
    }

    private func run(_ program: String, _ arguments: [String]) async throws {
        try await Command(try Program.find(program, package: program), arguments).runChecked()
    }

    static func bytes(_ digits: String) -> [UInt8] {
        let digits = Array(digits.dropFirst(2))
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(digits[$0...$0 + 1]), radix: 16) ?? 0
        }
    }
}
