internal import CLinux
package import FGCore
import FGProcess
import Glibc

/// A tree that begins as others laid over each other and takes changes of its own, which they never see.
///
/// By overlayfs. The changes can be a layer of another tree when this one is released.
package struct WorkingTree: Sendable {
    /// The changed tree.
    let root: FilePath
    /// What changed, in the form of overlayfs: what is new by its path, what was removed as a mark.
    let changes: FilePath

    private static let root = "tree"
    /// `MNT_DETACH` of umount2(2): what still uses the tree keeps it until it ends.
    private static let detach: Int32 = 2

    /// Lays a tree over layers, the lowest first, in a new folder; `release` must be called for it.
    ///
    /// - Throws: `unavailable` where overlayfs cannot be mounted, the system's error for a full disk and the like.
    static func lay(over layers: [FilePath], at place: FilePath) throws -> WorkingTree {
        let tree = WorkingTree(root: place / root, changes: place / "changes")
        for folder in [tree.root, tree.changes, place / "work"] { try folder.makeFolder() }
        // The folder of changes gives the tree's root its mode.
        guard chmod(tree.changes.string, 0o755) == 0 else {
            throw FGError.system("set the mode of", tree.changes)
        }
        if let reason = try mount(layers, tree, work: place / "work") {
            throw FGError(
                .unavailable,
                "overlayfs cannot be mounted: \(reason)",
                hint: "builds need Linux 5.11 or later, and a file system with extended attributes"
            )
        }
        return tree
    }

    /// Whether trees can be laid in a folder by a user without privileges: changes are noted in attributes of users.
    package static func isPossible(forUsersIn folder: FilePath) -> Bool {
        takesAttributes(folder, of: "user")
    }

    /// Whether a folder takes extended attributes of a class.
    private static func takesAttributes(_ folder: FilePath, of attributeClass: String) -> Bool {
        let name = "\(attributeClass).fgshell"
        return setxattr(folder.string, name, nil, 0, 0) == 0 && removexattr(folder.string, name) == 0
    }

    /// Mounts the tree; gives the reason where that cannot be done here.
    private static func mount(_ layers: [FilePath], _ tree: WorkingTree, work: FilePath) throws -> String? {
        // Options are a text with commas and colons; numbers of open folders have none, whatever the folders are called.
        let folders = try (layers.reversed() + [tree.changes, work]).map { try OpenFile($0) }
        defer { withExtendedLifetime(folders) {} }
        let paths = folders.map { "/proc/self/fd/\($0.descriptor)" }
        let isMapped = try isInUserNamespace()
        let options = [
            "lowerdir=\(paths.dropLast(2).joined(separator: ":"))", "upperdir=\(paths[layers.count])",
            "workdir=\(paths[layers.count + 1])", "index=off", "metacopy=off",
        ]
        // Without attributes overlayfs cannot note that a folder was replaced, and says so only when one is.
        guard takesAttributes(tree.changes, of: isMapped ? "user" : "trusted") else {
            return "the scratch folder has no extended attributes (\(String(cString: strerror(errno))))"
        }
        let text = (options + (isMapped ? ["userxattr"] : ["redirect_dir=off"])).joined(separator: ",")
        guard CLinux.mount("overlay", tree.root.string, "overlay", 0, text) == 0 else {
            return String(cString: strerror(errno))
        }
        return nil
    }

    /// Takes the tree away; its changes stay.
    func release() {
        _ = umount2(root.string, Self.detach)
    }

    /// Takes all trees of a scratch folder away: laid by this process or by one that was killed.
    package static func release(_ scratch: FilePath) {
        for name in (try? scratch.entries()) ?? [] {
            let root = scratch / name / root
            if root.isFolder { _ = umount2(root.string, detach) }
        }
    }

    /// Whether user numbers are mapped, so that only attributes of users can be written.
    private static func isInUserNamespace() throws -> Bool {
        let map = try FilePath("/proc/self/uid_map").readText().split(whereSeparator: \.isWhitespace)
        return map.count != 3 || map[2] != "4294967295"
    }
}
