import FGCore
import FGInspect
import FGMachine

/// Finds the system of a disk whose file systems are not read here, with the help of libguestfs.
struct ForeignSystem {
    let location: SiteLocation

    /// More file systems than systems are divided into; each takes a machine of its own to read.
    private static let most = 4
    /// Room for what libguestfs writes beside the files.
    private static let room: Int64 = 6 << 30
    /// Where btrfs keeps the root of a system, if not at the top.
    private static let subvolumes = ["", "/root", "/@", "/@rootfs"]

    /// What is on a raw disk; what cannot be read is noted with the reason.
    func analysis(of disk: FilePath, _ found: SystemDisk, _ progress: ProgressHandler) async throws
        -> SystemAnalysis
    {
        var (reasons, root): ([String], TarTree?) = ([], nil)
        let scratch = try ScratchFolder(location, bytes: Self.room)
        for foreign in found.foreign.prefix(Self.most) {
            progress(.phase("analyse", detail: "\(foreign.place), \(foreign.name), by libguestfs"))
            do {
                let archive = scratch.path / "files-\(foreign.partition ?? 0).tar"
                let accelerator = try Accelerator.known(cache: location.operations) ?? .tcg
                try await ForeignFiles().write(
                    of: disk,
                    partition: foreign.partition,
                    to: archive,
                    accelerator: accelerator
                )
                let tree = try TarTree(OpenFile(archive))
                root = Self.root(in: tree)
                if root != nil { break }
            } catch let error as FGError {
                let hint = error.hint.map { " (\($0))" } ?? ""
                reasons.append("\(foreign.place): \(foreign.name) is not read: \(error.message)\(hint)")
            }
        }
        var analysis = try SystemAnalysis(found, foreign: root)
        if root == nil, reasons.isEmpty { reasons.append("no file system that was read holds a system") }
        for reason in reasons { analysis.note(unread: reason) }
        return analysis
    }

    private static func root(in tree: TarTree) -> TarTree? {
        let folder = subvolumes.first { folder in
            ["/etc/os-release", "/usr/lib/os-release", "/etc/passwd"].contains {
                tree.kind(folder + $0) == .file
            }
        }
        return folder.map { $0.isEmpty ? tree : TarTree(tree, below: $0) }
    }
}
