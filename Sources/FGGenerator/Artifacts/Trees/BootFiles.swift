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
            .map { DebianVersion(String($0.path.dropFirst(prefix.count))) }
            .filter { records["boot/initrd.img-\($0.text)"]?.kind == .file }
        guard let version = versions.max()?.text else {
            throw FGError(
                .invalid,
                "\(source.name) has no kernel with an initrd in /boot",
                subject: source.name,
                hint: "a template brings both: kernel linux-image-amd64"
            )
        }
        linux = prefix + version
        initrd = "boot/initrd.img-\(version)"
    }
}
