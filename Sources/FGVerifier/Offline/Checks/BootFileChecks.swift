import FGCore
import FGGenerator
import FGInspect
import FGProcess

/// Checks of what a machine starts from: kernel, initrd, loader, mounts.
enum BootFileChecks {
    static func kernel(_ image: OfflineImage) throws -> Finding {
        if image.recipe != nil, image.template?.disk == nil { return .skip("the template has no disk") }
        guard let version = image.kernelVersion else { return .fail("there is no kernel in /boot") }
        var problems: [String] = []
        let header = try image.tree.bytes("/boot/vmlinuz-\(version)", limit: 256 << 20).prefix(1024)
        let reader = ByteReader(Array(header))
        let isKernel =
            reader.has("HdrS", at: 0x202) || reader.has("ARM\u{64}", at: 56)
            || reader.has([0x1f, 0x8b], at: 0)
        if !isKernel { problems.append("/boot/vmlinuz-\(version) is no kernel") }
        for name in ["modules.dep", "modules.dep.bin", "modules.builtin"]
        where (image.tree["/lib/modules/\(version)/\(name)"]?.size ?? 0) == 0 {
            problems.append("/lib/modules/\(version)/\(name) is missing")
        }
        return .judged(problems, otherwise: version)
    }

    static func initrd(_ image: OfflineImage) async throws -> Finding {
        guard let version = image.kernelVersion else { return .skip("there is no kernel in /boot") }
        let paths = DistributionFamilies.initramfs(of: version).map { "/boot/\($0)" }
        guard let path = paths.first(where: { image.tree[$0] != nil }) else {
            return .fail("there is no \(paths.joined(separator: " or "))")
        }
        let names = try await InitialFileSystem.names(image.tree.bytes(path, limit: 512 << 20))
        let builtin = try image.tree.text("/lib/modules/\(version)/modules.builtin") ?? ""
        var problems: [String] = []
        if !names.contains("init") { problems.append("\(path) has no init") }
        for driver in [image.rootFormat, "virtio_blk"] {
            let file = "/\(driver).ko"
            let isThere = names.contains { $0.contains(file) } || builtin.contains(file)
            if !isThere { problems.append("\(path) has no driver \(driver)") }
        }
        return .judged(problems, otherwise: "\(names.count) files")
    }

    static func loader(_ image: OfflineImage) throws -> Finding {
        guard image.recipe != nil else { return .skip("the boot test shows how an imported image starts") }
        guard let disk = image.template?.disk else { return .skip("the template has no disk") }
        guard let esp = image.esp else { return .fail("the EFI system partition cannot be read") }
        let root = "root=UUID=\(image.fileSystem.identifier)"
        var problems: [String] = []
        if disk.bootsBIOS {
            if image.table.bootCode.allSatisfy({ $0 == 0 }) {
                problems.append("the first sector has no boot code")
            }
            for name in ["ldlinux.sys", "vmlinuz", "initrd.img"] where try esp.size(name) == nil {
                problems.append("\(name) is missing on the EFI system partition")
            }
            if try esp.size("syslinux.cfg") == nil {
                problems.append("syslinux.cfg is missing on the EFI system partition")
            } else {
                let text = String(decoding: try esp.bytes("syslinux.cfg", limit: 1 << 20), as: UTF8.self)
                if !text.contains(root) { problems.append("syslinux.cfg does not name the root file system") }
            }
        }
        if disk.bootsUEFI {
            let name = image.template?.architecture == "arm64" ? "BOOTAA64.EFI" : "BOOTX64.EFI"
            let program = try PEFile(esp.bytes("EFI/BOOT/\(name)", limit: 1 << 30))
            let line = String(decoding: try program.section(".cmdline") ?? [], as: UTF8.self)
            if !line.contains(root) { problems.append("\(name) does not name the root file system") }
            for section in [".linux", ".initrd"] where (try program.section(section) ?? []).isEmpty {
                problems.append("\(name) has no \(section)")
            }
        }
        return .judged(problems, otherwise: root)
    }

    static func fstab(_ image: OfflineImage) throws -> Finding {
        guard let text = try image.tree.text("/etc/fstab") else {
            return image.template?.disk == nil
                ? .skip("there is no /etc/fstab") : .fail("there is no /etc/fstab")
        }
        var problems: [String] = []
        var mounts: Set<String> = []
        for line in text.split(separator: "\n") {
            let fields = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
            guard let source = fields.first, !source.hasPrefix("#") else { continue }
            guard fields.count >= 4 else {
                problems.append("the line \"\(line)\" has fewer than four fields")
                continue
            }
            mounts.insert(fields[1])
            if let problem = problem(source, options: fields[3], in: image) { problems.append(problem) }
        }
        if !mounts.contains("/") { problems.append("the root file system is not named") }
        return .judged(problems, otherwise: "\(mounts.count) mounts")
    }

    private static func problem(_ source: String, options: String, in image: OfflineImage) -> String? {
        let partitions = image.table.partitions
        if let equals = source.firstIndex(of: "=") {
            let value = source[source.index(after: equals)...].filter { $0 != "\"" }
            let isKnown: Bool
            switch source[..<equals].uppercased() {
            case "UUID":
                let serials = partitions.compactMap { fatSerial(of: $0, in: image) }
                isKnown =
                    value.lowercased() == image.fileSystem.identifier.description
                    || serials.contains(value.uppercased())
                    || partitions.contains { swapIdentifier(of: $0, in: image) == value.lowercased() }
            case "PARTUUID": isKnown = partitions.contains { $0.id?.description == value.lowercased() }
            case "PARTLABEL": isKnown = partitions.contains { $0.name == value }
            case "LABEL": isKnown = image.fileSystem.label == value || value.uppercased() == "ESP"
            default: isKnown = false
            }
            return isKnown || options.contains("nofail") ? nil : "\(source) is not on this disk"
        }
        if source.hasPrefix("/dev/"), !options.contains("nofail") {
            return "\(source) names a device of one machine, not of this image"
        }
        return nil
    }

    /// Source: `union swap_header` of the Linux kernel's `linux/swap.h`.
    private static func swapIdentifier(of partition: Partition, in image: OfflineImage) -> String? {
        guard partition.role == .swap,
            let region = try? image.disk.part(at: partition.start, length: partition.length),
            FileSystemName.of(region) == "swap", let bytes = try? region.read(16, at: 1036)
        else { return nil }
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }

    private static func fatSerial(of partition: Partition, in image: OfflineImage) -> String? {
        guard partition.role == .efiSystem,
            let region = try? image.disk.part(at: partition.start, length: partition.length),
            let bytes = try? region.read(4, at: 67)
        else { return nil }
        let digits = bytes.reversed().map { byte in
            let text = String(byte, radix: 16, uppercase: true)
            return text.count == 1 ? "0" + text : text
        }
        return digits[0] + digits[1] + "-" + digits[2] + digits[3]
    }
}
