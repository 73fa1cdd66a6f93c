package import FGCore

/// A template with its whole chain of parents merged and its parameters filled in: plain facts, no choices left.
///
/// Its identity is the digest of its canonical JSON, so sets are kept sorted. What a template does not say and older ones could
/// not say is nil, so that it leaves no trace in the JSON and identities stay.
package struct ResolvedTemplate: Codable, Sendable, Hashable {
    /// A user of the image.
    package struct User: Codable, Sendable, Hashable {
        package var name: String
        package var uid: Int?
        /// The login shell; nil takes `/bin/bash`.
        package var shell: String?
        /// Further groups, sorted.
        package var groups: [String]
        /// Public ssh keys in OpenSSH form, sorted.
        package var keys: [String]

        package init(
            name: String,
            uid: Int? = nil,
            shell: String? = nil,
            groups: [String] = [],
            keys: [String] = []
        ) {
            self.name = name
            self.uid = uid
            self.shell = shell
            self.groups = groups
            self.keys = keys
        }
    }

    /// Who may log in as root.
    package enum RootPolicy: String, Codable, Sendable, Hashable, CaseIterable, Comparable {
        /// By ssh key only.
        case keyOnly = "key-only"
        /// No password and no key; `su` and consoles refuse too.
        case locked
        /// Not at all, and nobody becomes root by another way the template opens.
        case none

        /// Orders from loose to tight.
        package static func < (left: RootPolicy, right: RootPolicy) -> Bool {
            let order: [RootPolicy] = [.keyOnly, .locked, .none]
            return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
        }
    }

    /// A file that the template puts into the image.
    package struct File: Codable, Sendable, Hashable {
        /// Absolute path in the image.
        package var path: String
        /// The digest of the content, which is a blob of the store.
        package var content: Digest
        /// Permission bits.
        package var mode: Int
        /// `user:group`.
        package var owner: String

        package init(path: String, content: Digest, mode: Int = 0o644, owner: String = "root:root") {
            self.path = path
            self.content = content
            self.mode = mode
            self.owner = owner
        }
    }

    /// A package archive: one `repository` line.
    package struct Repository: Codable, Sendable, Hashable {
        /// What alone the key signs.
        package enum SignedPart: String, Codable, Sendable, CaseIterable {
            /// Each package, but not the index: whoever stands between can hold packages back, and can change none.
            case packages
        }

        package var name: String
        package var uri: String
        package var suites: [String]
        package var components: [String]
        /// The digest of the keyring file, which is a blob of the store; nil takes the site's keys.
        package var key: Digest?
        /// nil when the index is signed as well, as it should be.
        package var signed: SignedPart?

        package init(name: String, uri: String, suites: [String], components: [String], key: Digest? = nil) {
            self.name = name
            self.uri = uri
            self.suites = suites
            self.components = components
            self.key = key
        }
    }

    /// A package wanted by name, with an optional version bound such as `>=12` or `=5.2-1`.
    package struct PackageRequest: Codable, Sendable, Hashable {
        package var name: String
        /// `=`, `>=`, `<=`, `>`, `<`.
        package var comparison: String?
        package var version: String?

        package init(name: String, comparison: String? = nil, version: String? = nil) {
            self.name = name
            self.comparison = comparison
            self.version = version
        }
    }

    /// How a service is set at boot.
    package enum ServiceState: String, Codable, Sendable, Hashable {
        case enabled
        case disabled
        case masked
    }

    /// The disk; nil in the template means no disk, a root tree only.
    package struct Disk: Codable, Sendable, Hashable {
        package var size: ByteCount
        package var bootsBIOS: Bool
        package var bootsUEFI: Bool
        /// Size of the EFI system partition.
        package var esp: ByteCount
        /// Size of the swap partition; nil for none.
        package var swap: ByteCount?
        /// The kind of the root file system; nil for ext4.
        package var fileSystem: RootFormat?

        package init(
            size: ByteCount,
            bootsBIOS: Bool,
            bootsUEFI: Bool,
            esp: ByteCount,
            swap: ByteCount? = nil,
            fileSystem: RootFormat? = nil
        ) {
            self.size = size
            self.bootsBIOS = bootsBIOS
            self.bootsUEFI = bootsUEFI
            self.esp = esp
            self.swap = swap
            self.fileSystem = fileSystem
        }

        /// Bytes of the root file system; the first and the last mebibyte hold the partition table.
        package var root: ByteCount {
            ByteCount(size.bytes - esp.bytes - (swap?.bytes ?? 0) - (2 << 20))
        }
    }

    /// A check of the template's own, run inside the booted image.
    package struct Check: Codable, Sendable, Hashable {
        package var command: String
        /// Text that the output must contain; nil asks only for exit status 0.
        package var contains: String?

        package init(command: String, contains: String? = nil) {
            self.command = command
            self.contains = contains
        }
    }

    package var name: String
    package var summary: String
    /// `debian`, `ubuntu`.
    package var os: String
    /// `bookworm`.
    package var release: String
    /// Debian's name of the architecture: `amd64`, `arm64`.
    package var architecture: String
    /// The archive as of then, also the epoch of all times; nil takes the archive's newest state.
    package var snapshot: Timestamp?
    /// What packages and files are laid over; nil for an empty tree.
    package var base: Base?
    package var repositories: [Repository]
    /// Sorted by name.
    package var packages: [PackageRequest]
    /// Names of packages that must not be installed, sorted.
    package var excludedPackages: [String]
    /// Kernel package; nil when the image has none (no disk).
    package var kernel: String?
    /// Kernel command line beyond `root=`.
    package var kernelCommandLine: String
    /// Locales, the default one first; nil leaves the system's `C.UTF-8`.
    package var locales: [String]?
    /// Such as `Europe/Berlin`; nil leaves UTC.
    package var timezone: String?
    /// Groups with lines of their own, sorted by name; nil for none.
    package var groups: [Group]?
    package var users: [User]
    /// The policy by target; the key `*` is that of every target not named.
    package var root: [String: RootPolicy]
    package var files: [File]
    /// Folder trees, sorted by path; nil for none.
    package var trees: [Tree]?
    /// Shell commands run inside the image's tree at build time, parent's first.
    package var run: [String]
    /// Which of them have the network, by their place from 0 on, rising; nil for none.
    package var networkRuns: [Int]?
    package var services: [String: ServiceState]
    package var disk: Disk?
    /// Who tells a machine what it is when it first starts; nil for nobody.
    package var context: Context?
    package var checks: [Check]
    /// The host name written to the image.
    package var hostname: String

    package init(name: String, os: String, release: String, architecture: String) {
        self.name = name
        self.os = os
        self.release = release
        self.architecture = architecture
        summary = ""
        repositories = []
        packages = []
        excludedPackages = []
        kernelCommandLine = ""
        users = []
        root = ["*": .locked]
        files = []
        run = []
        services = [:]
        checks = []
        hostname = "localhost"
    }
}
