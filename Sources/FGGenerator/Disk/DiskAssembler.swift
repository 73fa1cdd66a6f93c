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

    /// Writes the raw disk and gives the kernel's version.
    func run(to output: FilePath) async throws -> String {
        let kernel = try kernelVersion()
        try await partition(output)
        // Neither needs the other, and there is more than one processor.
        async let bootable: Void = makeESP(on: output, kernel: kernel)
        try makeRoot(FileSystemImage(disk: output, start: rootStart, length: disk.root.bytes))
        try await bootable
        let target = try OpenFile(output, .readWrite)
        if let swap = try await makeSwap() {
            try target.write(dataOf: OpenFile(swap), at: swapStart)
            try swap.removeFile()
        }
        if let bootSector = tools.bootSector { try target.write(try bootSector.readBytes(limit: 440), at: 0) }
        return kernel
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
        let versions = kernels.map { DebianVersion(String($0.dropFirst("vmlinuz-".count))) }
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

    /// Makes the EFI system partition on the disk; its files are written there at once.
    private func makeESP(on output: FilePath, kernel: String) async throws {
        let file = scratch / "esp.fat"
        var format = Command(
            tools.mkfsVfat,
            [
                "--invariant", "-F", "32", "-i", identifiers.fatSerial, "-n", "ESP", "-C", file.string,
                "\(disk.esp.bytes / 1024)",
            ]
        )
        format.environment["SOURCE_DATE_EPOCH"] = "\(recipe.epoch.seconds)"
        try await format.runChecked()
        // mkfs.vfat lays a file system at an offset out otherwise than a whole file.
        try OpenFile(output, .readWrite).write(dataOf: OpenFile(file), at: Self.start)
        try file.removeFile()
        let folder = output.parent
        // By its name alone: mtools takes what is behind the first @@ of a path for an offset.
        let partition = "\(output.lastComponent)@@\(Self.start)"
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
            try await mtools(tools.mmd, in: folder, ["-i", partition, "::/EFI", "::/EFI/BOOT"])
            let name = recipe.template.architecture == "arm64" ? "BOOTAA64.EFI" : "BOOTX64.EFI"
            try await mtools(
                tools.mcopy,
                in: folder,
                ["-m", "-i", partition, image.string, "::/EFI/BOOT/\(name)"]
            )
        }
        guard let syslinux = tools.syslinux else { return }
        let configuration = scratch / "syslinux.cfg"
        try configuration.write(
            "DEFAULT linux\nPROMPT 0\nTIMEOUT 0\nLABEL linux\n  KERNEL /vmlinuz\n  INITRD /initrd.img\n  APPEND \(commandLine)\n"
        )
        try configuration.setTimes(to: recipe.epoch)
        try await mtools(tools.mcopy, in: folder, ["-m", "-i", partition, linux.string, "::/vmlinuz"])
        try await mtools(tools.mcopy, in: folder, ["-m", "-i", partition, initrd.string, "::/initrd.img"])
        try await mtools(
            tools.mcopy,
            in: folder,
            ["-m", "-i", partition, configuration.string, "::/syslinux.cfg"]
        )
        try await mtools(syslinux, in: folder, ["--install", "--offset", "\(Self.start)", output.string])
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

    private func mtools(_ program: Program, in folder: FilePath, _ arguments: [String]) async throws {
        var command = Command(program, arguments)
        command.folder = folder
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

    /// Writes the partition table; types are those of the Discoverable Partitions Specification.
    private func partition(_ output: FilePath) async throws {
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
        try OpenFile(output, .create(permissions: 0o600)).truncate(to: disk.size.bytes)
        var command = Command(tools.sfdisk, ["--quiet", "--no-reread", "--no-tell-kernel", output.string])
        command.input = .bytes(Array((script + swap).utf8))
        try await command.runChecked()
    }
}
