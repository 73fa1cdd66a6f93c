import FGCore
import Glibc

/// The packages that the lists of an archive offer: read from APT's own, verified copies.
///
/// The lists have tens of megabytes, of which a choice of packages needs little: only names are read at once, and what a
/// stanza says when it is asked for.
struct PackageIndex {
    /// A package as an index describes it.
    struct Entry {
        var name: String
        var version: String
        var architecture: String
        var digest: Digest
        var size: Int64
        /// Bytes that its files take, as it says itself; 0 when it does not.
        var installedSize: Int64
        var isEssential: Bool
        var relations: PackageRelations
        /// Whether a suite of security updates has it.
        var isSecurity: Bool
    }

    /// Where a package is described.
    private struct Stanza {
        let file: Int
        let bytes: Range<Int>
    }

    private var files: [(bytes: [UInt8], isSecurity: Bool)] = []
    private var stanzas: [String: [Stanza]] = [:]
    private let virtual = VirtualNames()
    private var base: Set<String> = []

    /// Reads every `Packages` file of a folder of lists.
    init(lists: FilePath) throws {
        for name in try lists.entries() where name.hasSuffix("_Packages") {
            read(try (lists / name).readBytes(limit: 1 << 30), isSecurity: Self.isOfSecurity(name))
        }
    }

    /// The versions of a package that the lists have.
    func entries(named name: String) -> [Entry] { (stanzas[name] ?? []).compactMap(entry(at:)) }

    /// The entry of one version; nil when no list has it.
    func entry(_ name: String, _ version: String, _ architecture: String) -> Entry? {
        entries(named: name).first {
            $0.version == version && ($0.architecture == architecture || $0.architecture == "all")
        }
    }

    /// The newest version of an installed package; nil when the lists have none behind it.
    func upgrade(of installed: Recipe.Base.Package) -> PackageUpgrade? {
        let version = DebianVersion(installed.version)
        let newer = entries(named: installed.name).filter {
            let fits = [$0.architecture, installed.architecture].contains("all")
            return DebianVersion($0.version) > version && (fits || $0.architecture == installed.architecture)
        }
        guard let newest = newer.max(by: { DebianVersion($0.version) < DebianVersion($1.version) }) else {
            return nil
        }
        return PackageUpgrade(
            name: installed.name,
            architecture: installed.architecture,
            version: newest.version,
            isSecurity: newer.contains(where: \.isSecurity)
        )
    }

    /// Whether a list is one of `bookworm-security`, or of `buster/updates`, as suites of security updates are called.
    private static func isOfSecurity(_ list: String) -> Bool {
        guard let suite = list.firstRange(of: "_dists_") else { return false }
        let parts = list[suite.upperBound...].split(separator: "_")
        return parts.first?.hasSuffix("-security") == true || parts.dropFirst().first == "updates"
    }

    /// Whether a package of that name, real or virtual, is offered.
    func has(_ name: String) -> Bool { stanzas[name] != nil || virtual.names.contains(name) }

    /// What every system has: the essential packages, those of priority `required`, and APT itself.
    ///
    /// A new tree is laid as `usr-is-merged` wants it; where its packages leave the choice, APT would take the package
    /// that makes an old tree so, with all that it needs.
    var baseNames: [String] {
        let names = base.sorted()
        let relations = names.lazy.flatMap { entries(named: $0) }.map(\.relations)
        let asks = relations.contains { $0.depends.contains { $0.contains(UsrMerge.package) } }
        return names + ["apt"] + (asks && has(UsrMerge.package) ? [UsrMerge.package] : [])
    }

    /// Every name.
    var names: Set<String> { virtual.names.union(stanzas.keys) }

    private func entry(at stanza: Stanza) -> Entry? {
        var fields: [Substring: Substring] = [:]
        for line in files[stanza.file].bytes[stanza.bytes].split(separator: 0x0a) {
            guard line.first != 0x20, let colon = line.firstIndex(of: 0x3a) else { continue }
            let value = Substring(decoding: line[(colon + 1)...], as: UTF8.self)
            fields[Substring(decoding: line[..<colon], as: UTF8.self)] = value.drop { $0 == " " }
        }
        guard let name = fields["Package"], let version = fields["Version"],
            let architecture = fields["Architecture"], let hash = fields["SHA256"],
            let digest = try? Digest(parsing: String(hash)), let size = fields["Size"].flatMap({ Int64($0) })
        else { return nil }
        return Entry(
            name: String(name),
            version: String(version),
            architecture: String(architecture),
            digest: digest,
            size: size,
            installedSize: (fields["Installed-Size"].flatMap { Int64($0) } ?? 0) * 1024,
            isEssential: fields["Essential"] == "yes",
            relations: PackageRelations(
                depends: PackageRelations.names(in: fields["Depends"] ?? ""),
                preDepends: PackageRelations.names(in: fields["Pre-Depends"] ?? ""),
                provides: PackageRelations.names(in: fields["Provides"] ?? "").flatMap { $0 }
            ),
            isSecurity: files[stanza.file].isSecurity
        )
    }

    /// Notes the stanzas of a list, which empty lines divide.
    private mutating func read(_ bytes: [UInt8], isSecurity: Bool) {
        let file = files.count
        var provided: [Range<Int>] = []
        bytes.withUnsafeBytes { buffer in
            var scan = StanzaScan(buffer)
            while let (stanza, fields) = scan.next() {
                guard let name = fields.package else { continue }
                stanzas[name, default: []].append(Stanza(file: file, bytes: stanza))
                if fields.isBase { base.insert(name) }
                if let provides = fields.provides { provided.append(provides) }
            }
        }
        virtual.add(provided, of: bytes)
        files.append((bytes, isSecurity))
    }
}
