/// Values inside QEMU's comma-separated options.
package enum QEMUOption {
    /// A value with its commas doubled, as QEMU's option parser wants them.
    package static func escaped(_ value: String) -> String {
        value.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}
