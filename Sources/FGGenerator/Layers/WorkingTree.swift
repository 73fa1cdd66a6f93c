internal import CLinux
package import FGCore
import FGProcess
import Glibc

/// A tree that begins as another one and takes changes of its own, which the other one never sees.
///
/// By overlayfs, which costs nothing; where that cannot be mounted, as a copy, which gives the same tree.
package struct WorkingTree: Sendable {
    /// The changed tree.
    let root: FilePath

    private static let name = "tree"
    /// `MNT_DETACH` of umount2(2): what still uses the tree keeps it until it ends.
    private static let detach: Int32 = 2

    /// Lays the tree into a scratch folder, which `release` must be called for.
    ///
    /// - Throws: the system's error for a full disk and the like.
    static func lay(over lower: FilePath, scratch: FilePath, progress: ProgressHandler) async throws
        -> WorkingTree
    {
        let root = scratch / name
        try root.makeFolder()
        if let reason = try mount(lower, at: root, scratch) {
            progress(.note("\(reason): the tree is copied instead"))
            let copy = try Program.find("cp", package: "coreutils")
            try await Command(copy, ["-a", "\(lower)/.", root.string]).runChecked()
        }
        return WorkingTree(root: root)
    }

    /// Mounts the tree; gives the reason where that cannot be done here.
    private static func mount(_ lower: FilePath, at root: FilePath, _ scratch: FilePath) throws -> String? {
        let upper = scratch / "upper"
        let work = scratch / "work"
        try upper.makeFolder()
        try work.makeFolder()
        // Options are a text with commas and colons; numbers of open folders have none, whatever the folders are called.
        let folders = try [lower, upper, work].map { try OpenFile($0) }
        defer { withExtendedLifetime(folders) {} }
        let paths = folders.map { "/proc/self/fd/\($0.descriptor)" }
        let isMapped = try isInUserNamespace()
        let options = [
            "lowerdir=\(paths[0])", "upperdir=\(paths[1])", "workdir=\(paths[2])", "index=off",
        ]
        let attribute = isMapped ? "user.fgshell" : "trusted.fgshell"
        // Without attributes overlayfs cannot note that a folder was replaced, and says so only when one is.
        guard setxattr(upper.string, attribute, nil, 0, 0) == 0, removexattr(upper.string, attribute) == 0
        else {
            return "the scratch folder has no extended attributes (\(String(cString: strerror(errno))))"
        }
        let text = (options + (isMapped ? ["userxattr"] : [])).joined(separator: ",")
        guard CLinux.mount("overlay", root.string, "overlay", 0, text) == 0 else {
            return "overlayfs cannot be mounted (\(String(cString: strerror(errno))))"
        }
        return nil
    }

    /// Takes the tree of a scratch folder away, if there is one: mounted by this process or by one that was killed.
    package static func release(_ scratch: FilePath) {
        _ = umount2((scratch / name).string, detach)
    }

    /// Whether user numbers are mapped, so that only attributes of users can be written.
    private static func isInUserNamespace() throws -> Bool {
        let map = try FilePath("/proc/self/uid_map").readText().split(whereSeparator: \.isWhitespace)
        return map.count != 3 || map[2] != "4294967295"
    }
}
