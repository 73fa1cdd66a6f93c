import FGCore
import FGProcess

/// Makes a bootable GPT disk from a tree with file-level tools: no mount, no loop device, no privilege.
///
/// Partition 1 is the EFI system partition with the kernel for both ways of booting, partition 2 the root, partition 3 swap
/// if there is any. The root is the last on the disk, so that it can grow on a larger one.
struct DiskAssembler {
    let recipe: Recipe
    let disk: ResolvedTemplate.Disk
    let tree: Tree
    let tools: BuildTools
    let identifiers: RecipeIdentifiers
    let scratch: FilePath

    private static let mebibyte: Int64 = 1 << 20
    private static let start = mebibyte
    private static let esp = "esp.fat"

    /// Lays the raw disk out; gives it with the kernel's version.
    ///
    /// Nothing of the tree and of the scratch folder may change until the disk is written.
    func run() async throws -> (disk: LaidDisk, kernel: String) {
        let kernel = try kernelVersion()
        let layout = DiskLayout(size: disk.size.bytes)
        // Neither needs the other, and there is more than one processor.
        async let bootable = makeESP(kernel: kernel)
        try makeRoot(FileSystemImage(disk: layout, start: rootStart, length: disk.root.bytes))
        let esp = try await OpenFile(bootable)
        try layout.put(dataOf: esp, 0..<disk.esp.bytes, at: Self.start)
        if let swap = try await makeSwap() {
            let file = try OpenFile(swap)
            try layout.put(dataOf: file, 0..<file.size(), at: swapStart)
        }
        let table = try await makePartitionTable()
        for range in [0..<Self.start, rootStart + disk.root.bytes..<disk.size.bytes] {
            try layout.put(dataOf: table, range, at: range.lowerBound)
        }
        return (layout.finish(), kernel)
    }

    private var family: any DistributionFamily { recipe.template.family }
    private var swapStart: Int64 { Self.start + disk.esp.bytes }
    private var rootStart: Int64 { swapStart + (disk.swap?.bytes ?? 0) }

    /// The kernel command line.
    private var commandLine: String {
        let base = "root=UUID=\(identifiers.rootFileSystem) rw console=tty0 console=ttyS0,115200"
        return recipe.template.kernelCommandLine.isEmpty
            ? base : base + " " + recipe.template.kernelCommandLine
    }

    private func kernelVersion() throws -> String {
        let kernels = ((try? tree.path("/boot").entries()) ?? []).filter { $0.hasPrefix("vmlinuz-") }
        let versions = kernels.map { KernelRelease(String($0.dropFirst("vmlinuz-".count))) }
        guard let version = versions.max()?.text else {
            throw FGError(
                .failed,
                recipe.base == nil
                    ? "the packages brought no kernel" : "neither base nor packages brought a kernel",
                hint: "name one: kernel \(family.kernel(of: recipe.template))"
            )
        }
        guard tree.file("/boot/\(family.initramfs(of: version))").exists else {
            throw FGError(
                .failed,
                "there is no initrd for the kernel \(version)",
                hint: "is a package left out that makes it?"
            )
        }
        return version
    }

    private func makeRoot(_ image: FileSystemImage) throws {
        do {
            switch disk.rootFormat {
            case .ext4:
                let writer = Ext4Image(
                    image: image,
                    identifier: identifiers.rootFileSystemBytes,
                    hashSeed: identifiers.hashSeed,
                    label: "root",
                    epoch: recipe.epoch
                )
                try writer.write(DiskFiles(of: tree.root))
            case .xfs:
                let writer = XFSImage(
                    image: image,
                    identifier: identifiers.rootFileSystemBytes,
                    label: "root",
                    epoch: recipe.epoch
                )
                try writer.write(DiskFiles(of: tree.root))
            case .btrfs:
                let writer = BtrfsImage(
                    image: image,
                    identifiers: identifiers.btrfs,
                    label: "root",
                    epoch: recipe.epoch
                )
                try writer.write(DiskFiles(of: tree.root))
            }
        } catch is NoRoomOnDisk {
            throw FGError(
                .invalid,
                "the packages and files do not fit on a disk of \(disk.size)",
                hint: "make it larger: disk \(ByteCount(disk.size.bytes * 2).literal)"
            )
        }
    }

    /// Makes the EFI system partition.
    private func makeESP(kernel: String) async throws -> FilePath {
        let file = scratch / Self.esp
        var format = Command(
            tools.mkfsVfat,
            [
                "--invariant", "-F", "32", "-i", identifiers.fatSerial, "-n", "ESP", "-C", file.string,
                "\(disk.esp.bytes / 1024)",
            ]
        )
        format.environment["SOURCE_DATE_EPOCH"] = "\(recipe.epoch.seconds)"
        try await format.runChecked()
        let linux = tree.file("/boot/vmlinuz-\(kernel)")
        let initrd = tree.file("/boot/\(family.initramfs(of: kernel))")
        if let stub = tools.stub {
            let image = scratch / "boot.efi"
            try UnifiedKernel(stub: stub).make(
                linux: linux,
                initrd: initrd,
                commandLine: commandLine,
                release: try osRelease(),
                to: image
            )
            try image.setTimes(to: recipe.epoch)
            try await mtools(tools.mmd, ["-i", Self.esp, "::/EFI", "::/EFI/BOOT"])
            let name = recipe.template.architecture == "arm64" ? "BOOTAA64.EFI" : "BOOTX64.EFI"
            try await mtools(tools.mcopy, ["-m", "-i", Self.esp, image.string, "::/EFI/BOOT/\(name)"])
        }
        guard let syslinux = tools.syslinux else { return file }
        let configuration = scratch / "syslinux.cfg"
        try configuration.write(
            "DEFAULT linux\nPROMPT 0\nTIMEOUT 0\nLABEL linux\n  KERNEL /vmlinuz\n  INITRD /initrd.img\n  APPEND \(commandLine)\n"
        )
        try configuration.setTimes(to: recipe.epoch)
        for (source, name) in [
            (linux, "vmlinuz"), (initrd, "initrd.img"), (configuration, "syslinux.cfg"),
        ] {
            try await mtools(tools.mcopy, ["-m", "-i", Self.esp, source.string, "::/\(name)"])
        }
        try await mtools(syslinux, ["--install", Self.esp])
        return file
    }

    /// What the system says of itself, where the standard says it does.
    private func osRelease() throws -> FilePath {
        for path in ["/usr/lib/os-release", "/etc/os-release"] where tree.file(path).status()?.kind == .file {
            return tree.file(path)
        }
        throw FGError(.failed, "the image has no os-release, which its UEFI program carries")
    }

    /// An empty swap space; nil when there is none.
    private func makeSwap() async throws -> FilePath? {
        guard let mkswap = tools.mkswap, let size = disk.swap?.bytes else { return nil }
        let file = scratch / "swap"
        try OpenFile(file, .create(permissions: 0o600)).truncate(to: size)
        let page = ["--pagesize", "4096"]
        try await Command(mkswap, page + ["--label", "swap", "--uuid", identifiers.swap, file.string])
            .runChecked()
        return file
    }

    /// Runs a program on the EFI system partition, by its name alone: mtools takes what is behind the first @@ of a path for
    /// an offset.
    private func mtools(_ program: Program, _ arguments: [String]) async throws {
        var command = Command(program, arguments)
        command.folder = scratch
        command.environment["SOURCE_DATE_EPOCH"] = "\(recipe.epoch.seconds)"
        command.environment["MTOOLS_SKIP_CHECK"] = "1"
        let result = try await command.run()
        guard result.status == 0 else {
            if result.errorText.contains("Disk full") {
                throw FGError(
                    .invalid,
                    "kernel and initrd do not fit on the EFI partition of \(disk.esp)",
                    hint:
                        "make it larger: disk \(disk.size.literal) esp=\(ByteCount(disk.esp.bytes * 2).literal)"
                )
            }
            throw command.failure(result)
        }
    }

    /// Makes a disk with the partition table and the boot sector alone; types are those of the Discoverable Partitions
    /// Specification.
    private func makePartitionTable() async throws -> OpenFile {
        let rootType =
            recipe.template.architecture == "arm64"
            ? "B921B045-1DF0-41C3-AF44-4C6F280D3FAE" : "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709"
        let sector: Int64 = 512
        let script = """
            label: gpt
            label-id: \(identifiers.disk)
            unit: sectors
            start=\(Self.start / sector), size=\(disk.esp.bytes / sector), \
            type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, uuid=\(identifiers.espPartition), name="esp", \
            attrs=LegacyBIOSBootable
            start=\(rootStart / sector), size=\(disk.root.bytes / sector), type=\(rootType), \
            uuid=\(identifiers.rootPartition), name="root"

            """
        let swap =
            disk.swap.map {
                "start=\(swapStart / sector), size=\($0.bytes / sector), "
                    + "type=0657FD6D-A4AB-43C4-84E5-0933C84B4F4F, uuid=\(identifiers.swapPartition), name=\"swap\"\n"
            } ?? ""
        let file = try OpenFile(scratch / "table", .create(permissions: 0o600))
        try file.truncate(to: disk.size.bytes)
        let options = ["--quiet", "--no-reread", "--no-tell-kernel"]
        var command = Command(tools.sfdisk, options + [file.path.string])
        command.input = .bytes(Array((script + swap).utf8))
        try await command.runChecked()
        if let bootSector = tools.bootSector { try file.write(try bootSector.readBytes(limit: 440), at: 0) }
        return file
    }
}
