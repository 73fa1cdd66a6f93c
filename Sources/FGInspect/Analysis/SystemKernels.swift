import FGCore

/// The kernels that a system could boot.
package enum SystemKernels {
    private static let prefix = "vmlinuz-"

    /// The version of the newest kernel in a folder, such as `/boot`; nil without one.
    ///
    /// Kernels for rescue are passed over: they are not what the system boots.
    package static func newest(in tree: some SystemTree, folder: String = "/boot") -> String? {
        newest(
            tree.entries(folder).filter { $0.hasPrefix(prefix) && !$0.hasPrefix("\(prefix)0-rescue-") }
                .map { String($0.dropFirst(prefix.count)) }
        )
    }

    /// The newest version that there are modules for; nil without any.
    package static func newestOfModules(in tree: some SystemTree) -> String? {
        newest(
            tree.entries("/lib/modules").filter { tree.kind("/lib/modules/\($0)/modules.dep") == .file }
        )
    }

    private static func newest(_ versions: [String]) -> String? {
        versions.map { KernelRelease($0) }.max()?.text
    }
}
