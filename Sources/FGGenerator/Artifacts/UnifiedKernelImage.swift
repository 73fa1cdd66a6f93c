import FGCore
import FGInspect

/// The EFI program that carries kernel, initrd and command line, as it stands on the EFI system partition.
///
/// Source: the Unified Kernel Image specification of the UAPI group.
struct UnifiedKernelImage: ArtifactFormat {
    let name = "uki"

    private static let paths = ["/EFI/BOOT/BOOTX64.EFI", "/EFI/BOOT/BOOTAA64.EFI"]
    private static let sections = [".linux", ".initrd", ".cmdline"]
    private static let largest: Int64 = 1 << 30

    func write(_ source: ArtifactSource, to file: FilePath) async throws -> ArtifactContent {
        guard let program = try Self.program(of: source) else {
            throw FGError(
                .invalid,
                "\(source.name) has no unified kernel image: it does not boot by UEFI, or by a boot loader",
                subject: source.name,
                hint: "a template makes one: disk 4GiB boot=uefi"
            )
        }
        try file.write(program)
        return ArtifactContent(Digest(of: program))
    }

    func content(of file: FilePath, _ source: ArtifactSource) async throws -> ArtifactContent {
        let bytes = try file.readBytes(limit: Int(Self.largest))
        try Self.requireSections(bytes)
        return ArtifactContent(Digest(of: bytes))
    }

    /// The program; nil when there is none, or one that is something else.
    static func program(of source: ArtifactSource) throws -> [UInt8]? {
        guard let files = try source.efiSystemPartition() else { return nil }
        return try source.readable("EFI partition") {
            for path in paths {
                guard let size = try files.size(path) else { continue }
                let bytes = try files.bytes(path, limit: min(size, largest))
                return (try? requireSections(bytes)) == nil ? nil : bytes
            }
            return nil
        }
    }

    private static func requireSections(_ bytes: [UInt8]) throws {
        let program = try PEFile(bytes)
        for name in sections {
            guard try program.section(name)?.isEmpty == false else {
                throw FGError(.refused, "the EFI program has no section \(name)")
            }
        }
    }
}
