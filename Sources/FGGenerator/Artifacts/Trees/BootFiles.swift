import FGCore
import FGInspect

/// The newest kernel of a tree with its initrd, by their paths.
struct BootFiles {
    let linux: String
    let initrd: String

    /// - Throws: `invalid` when there is none.
    init(_ records: TreeRecords, _ source: ArtifactSource) throws {
        let prefix = "boot/vmlinuz-"
        let versions = records.sorted.filter { $0.kind == .file && $0.path.hasPrefix(prefix) }
            .map { KernelRelease(String($0.path.dropFirst(prefix.count))) }
        let pairs = versions.sorted().compactMap { version in
            DistributionFamilies.initramfs(of: version.text).map { "boot/\($0)" }
                .first { records[$0]?.kind == .file }.map { (version.text, $0) }
        }
        guard let (version, initrd) = pairs.last else {
            throw FGError(
                .invalid,
                "\(source.name) has no kernel with an initrd in /boot",
                subject: source.name,
                hint: "a template with a disk brings both"
            )
        }
        linux = prefix + version
        self.initrd = initrd
    }
}
