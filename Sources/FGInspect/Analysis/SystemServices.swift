/// The services that a system starts by itself.
package enum SystemServices {
    /// Where the administrator of a system sets up the units of systemd.
    package static let settings = "/etc/systemd/system"
    private static let runlevels = "/etc/runlevels"

    /// The links by which units of systemd are wanted, with their folders.
    package static func wantedLinks(in tree: some SystemTree) -> [String] {
        let folders = tree.entries(settings).filter { $0.hasSuffix(".wants") || $0.hasSuffix(".requires") }
        return folders.flatMap { folder in
            tree.entries("\(settings)/\(folder)").map { "\(settings)/\(folder)/\($0)" }
        }
    }

    /// The names of the services that are enabled, sorted: those of systemd without `.service`, or OpenRC's.
    package static func enabled(in tree: some SystemTree) -> [String] {
        let links = wantedLinks(in: tree).filter { $0.hasSuffix(".service") }
        let units = links.compactMap { $0.split(separator: "/").last?.dropLast(".service".count) }
        let scripts = tree.entries(runlevels).flatMap { tree.entries("\(runlevels)/\($0)") }
        return Set(units.map(String.init) + scripts).sorted()
    }
}
