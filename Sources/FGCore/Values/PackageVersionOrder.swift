/// How the versions of packages are ordered: as whatever manages them does.
package enum PackageVersionOrder {
    /// What rpm calls architectures, and dpkg never does; apk takes some of these names, too, and writes versions alike.
    private static let ofRPM: Set<String> = [
        "aarch64", "armv7hl", "i586", "i686", "loongarch64", "noarch", "ppc64le", "x86_64", "x86_64_v2",
    ]

    /// Negative, zero or positive as the left version is older, equal or newer, of a package of an architecture.
    package static func compare(_ left: String, _ right: String, architecture: String) -> Int {
        ofRPM.contains(architecture)
            ? RPMVersion.compare(left, right)
            : DebianVersion.compare(DebianVersion(left), DebianVersion(right))
    }
}
