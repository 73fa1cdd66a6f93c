import FGCore
import FGInspect

/// What was found in a base without running anything of it.
struct BaseFacts: Codable, Sendable {
    /// The system, such as `debian`; nil when it does not say.
    var os: String?
    /// The name of its release, else the number.
    var release: String?
    /// Debian's name of the architecture.
    var architecture: String?
    var kernel: String?
    /// `dpkg`, `rpm` or `apk`.
    var manager: String?
    var packages: [Recipe.Base.Package]
    /// The accounts of people.
    var users: [String]
    /// dpkg's own account of what is installed; nil where its programs cannot install more.
    var status: String?
    /// The digest of rpm's database; nil where its packages are not those of rpm.
    var database: Digest?
    /// The bytes that its files take at least, without what no image keeps.
    var size: Int64
    /// The latest time of a file.
    var newest: Timestamp
    /// The digests of the archives in the layers, in order; nil for a disk.
    var contents: [Digest]?

    /// How large rpm's database can be.
    static let databaseLimit: Int64 = 512 << 20

    private static let statusFile = "/var/lib/dpkg/status"
    private static let statusLimit: Int64 = 64 << 20

    /// Reads what the analysis of a root leaves out.
    ///
    /// - Throws: `refused` when a database is damaged or too large.
    init(
        _ analysis: SystemAnalysis,
        of root: some SystemTree,
        size: Int64,
        newest: Timestamp,
        contents: [Digest]?
    )
        throws
    {
        os = analysis.os
        release = analysis.release
        architecture = analysis.architecture
        kernel = analysis.kernel
        manager = analysis.manager
        packages = analysis.packages.map {
            Recipe.Base.Package(name: $0.name, version: $0.version, architecture: $0.architecture)
        }
        .sorted { ($0.name, $0.architecture, $0.version) < ($1.name, $1.architecture, $1.version) }
        users = analysis.users
        if analysis.manager == "dpkg", root.kind("/usr/bin/dpkg") == .file {
            status = try root.text(Self.statusFile, limit: Self.statusLimit)
        }
        self.size = size
        self.newest = newest
        self.contents = contents
    }

    /// Folders whose content no image keeps.
    private static let leftOut = [
        "/dev/", "/proc/", "/run/", "/sys/", "/tmp/", "/var/cache/apt/", "/var/cache/dnf/",
        "/var/lib/apt/lists/",
        "/var/lib/dnf/", "/var/log/", "/var/tmp/",
    ]

    static func isLeftOut(_ path: String) -> Bool { leftOut.contains { path.hasPrefix($0) } }

    /// What the system says of its release.
    var releaseName: ReleaseName { ReleaseName(codename: release, number: release) }

    /// The names of its packages.
    var names: Set<String> { Set(packages.map(\.name)) }
}
