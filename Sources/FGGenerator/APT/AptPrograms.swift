import FGProcess

/// The programs that fill an empty tree with Debian packages.
struct AptPrograms: Sendable {
    let mmdebstrap: Program
    let ftparchive: Program

    /// - Throws: `unavailable` for the first that is missing, with its package.
    init() throws {
        mmdebstrap = try Program.find("mmdebstrap", package: "mmdebstrap")
        ftparchive = try Program.find("apt-ftparchive", package: "apt-utils")
    }
}
