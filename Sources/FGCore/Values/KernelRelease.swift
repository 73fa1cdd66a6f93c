/// The release of a kernel, as `uname -r` says it, with the newest last in order.
///
/// Numbers are newer than names: `5.14.0-503.11.1.el9` comes after `5.14.0-503.el9`, and `6.12.38+deb13.1-amd64` after
/// `6.12.38+deb13-amd64`.
package struct KernelRelease: Comparable, Sendable {
    package let text: String

    package init(_ text: String) {
        self.text = text
    }

    package static func < (left: KernelRelease, right: KernelRelease) -> Bool {
        let order = RPMVersion.compareRuns(left.text[...].utf8, right.text[...].utf8)
        // Releases that rank alike have one order, too.
        return order == 0 ? left.text < right.text : order < 0
    }
}
