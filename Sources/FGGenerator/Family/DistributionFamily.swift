import FGCore

/// Distributions that are made alike: who manages their packages, and where a machine's settings stand.
protocol DistributionFamily: Sendable {
    /// Its distributions with their releases, the one that is taken when none is named first.
    var systems: [String: [String]] { get }

    /// What a release is called, as a pattern and in words.
    var releasePattern: (text: String, meaning: String) { get }

    var packages: any PackageManager { get }

    /// What templates call the release of a system that says its name or number; nil when it says neither.
    func release(of name: ReleaseName) -> String?

    /// The kernel's package where the template names none.
    func kernel(of template: ResolvedTemplate) -> String

    /// What a disk needs to boot; nothing without one.
    func packagesOfDisk(_ template: ResolvedTemplate) -> [String]

    /// Why a release does not start from a root file system; nil where it does.
    func reason(against format: RootFormat, in template: ResolvedTemplate) -> String?

    /// The packages that locales other than `C.UTF-8` need.
    func packages(forLocales locales: [String]) -> [String]

    /// Whether packages bring locales ready to be used; otherwise they are made from what a package describes.
    var hasReadyLocales: Bool { get }

    /// The service of the ssh server, with its ending.
    var sshService: String { get }

    /// Services of the network that every image starts which has them.
    var networkServices: [String] { get }

    /// Lines of a first template that say where packages come from; none where those of this machine will do.
    func archiveLines(of os: String, release: String) -> [String]

    /// The name of the initramfs in `/boot` of a kernel's version.
    func initramfs(of kernel: String) -> String

    /// Makes the image ask for an address where nothing else is said.
    func writeNetwork(in tree: Tree) throws

    /// Makes every machine have host keys of its own for ssh.
    func writeHostKeys(in tree: Tree) throws

    /// Lines of cloud-init's settings that make it leave the archives alone.
    var contextSettings: String { get }

    /// The services of cloud-init that its package leaves to the system to start, with their endings.
    var contextServices: [String] { get }

    /// Writes which archives the image's own package manager asks: those it was made from that a network reaches.
    func writeArchives(of recipe: Recipe, in tree: Tree) throws

    /// Whether a system that calls its release so is of the release that a template names.
    func isRelease(_ release: ReleaseName, of template: ResolvedTemplate) -> Bool
}

/// What a system says of its release.
package struct ReleaseName: Sendable {
    /// Such as `bookworm`.
    package let codename: String?
    /// Such as `9.6`.
    package let number: String?

    package init(codename: String?, number: String?) {
        self.codename = codename
        self.number = number
    }
}

/// The families that there are.
package enum DistributionFamilies {
    static let all: [any DistributionFamily] = [DebianFamily(), RedHatFamily()]

    /// Every distribution with its releases, the one that is taken when none is named first.
    package static var systems: [String: [String]] {
        all.reduce(into: [:]) { $0.merge($1.systems) { first, _ in first } }
    }

    /// The names of initramfs files in `/boot` that a kernel's version can have.
    package static func initramfs(of kernel: String) -> [String] { all.map { $0.initramfs(of: kernel) } }
}

extension ResolvedTemplate {
    /// The family of its distribution; recipes name no other distributions than those of a family.
    var family: any DistributionFamily { DistributionFamilies.of(os) }

    /// Whether its packages are in the form of RPM.
    package var hasRPMPackages: Bool { family is RedHatFamily }

    /// Whether a system that calls its release so is of this template's.
    package func isRelease(_ release: ReleaseName) -> Bool { family.isRelease(release, of: self) }
}

extension DistributionFamilies {
    /// The family of a distribution.
    static func of(_ os: String) -> any DistributionFamily {
        all.first { $0.systems[os] != nil } ?? DebianFamily()
    }
}
