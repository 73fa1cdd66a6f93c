import FGProcess

/// The programs that fill an empty tree with Debian packages.
struct AptPrograms: Sendable {
    let dpkg: Program
    let dpkgDeb: Program
    let tar: Program

    /// - Throws: `unavailable` for the first that is missing, with its package.
    init() throws {
        dpkg = try Program.find("dpkg", package: "dpkg")
        dpkgDeb = try Program.find("dpkg-deb", package: "dpkg")
        tar = try Program.find("tar", package: "tar")
    }
}
