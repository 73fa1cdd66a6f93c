/// How a system is held to having its programs and libraries below `/usr`.
enum UsrMerge {
    /// The package for new trees, which are laid so.
    static let package = "usr-is-merged"
    /// It, and the one that makes an old tree so.
    static let packages = [package, "usrmerge"]
}
