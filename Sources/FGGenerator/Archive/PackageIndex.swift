import FGCore

/// The packages that the lists of an archive offer: parsed from APT's own, verified copies.
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
        /// Whether the archive gives it the priority `required`.
        var isRequired: Bool
        /// Which of the files describes it, and where.
        fileprivate var file: Int
        fileprivate var stanza: Range<Int>
    }

    private(set) var entries: [String: [Entry]] = [:]
    private(set) var virtualNames: Set<String> = []
    private var files: [[UInt8]] = []

    /// Reads every `Packages` file of a folder of lists.
    init(lists: FilePath) throws {
        for name in try lists.entries() where name.hasSuffix("_Packages") {
            try read(try (lists / name).readBytes(limit: 1 << 30))
        }
    }

    /// The entry of one version; nil when no list has it.
    func entry(_ name: String, _ version: String, _ architecture: String) -> Entry? {
        entries[name]?.first {
            $0.version == version && ($0.architecture == architecture || $0.architecture == "all")
        }
    }

    /// What an entry says of other packages.
    func relations(of entry: Entry) -> PackageRelations {
        var relations = PackageRelations()
        for line in files[entry.file][entry.stanza].split(separator: 0x0a) {
            guard let colon = line.firstIndex(of: 0x3a) else { continue }
            let names = { PackageRelations.names(in: String(decoding: line[(colon + 1)...], as: UTF8.self)) }
            switch String(decoding: line[..<colon], as: UTF8.self) {
            case "Depends": relations.depends = names()
            case "Pre-Depends": relations.preDepends = names()
            case "Provides": relations.provides = names().flatMap { $0 }
            default: break
            }
        }
        return relations
    }

    /// Whether a package of that name, real or virtual, is offered.
    func has(_ name: String) -> Bool { entries[name] != nil || virtualNames.contains(name) }

    /// What every system has: the essential packages, those of priority `required`, and APT itself.
    var baseNames: [String] {
        entries.filter { $0.value.contains { $0.isEssential || $0.isRequired } }.keys.sorted() + ["apt"]
    }

    /// Every name.
    var names: Set<String> { virtualNames.union(entries.keys) }

    private mutating func read(_ bytes: [UInt8]) throws {
        var fields: [Substring: Substring] = [:]
        // Lines are cut as bytes: the files have tens of megabytes, and few of their fields matter.
        var start = 0
        var stanza = 0
        bytes.withUnsafeBufferPointer { buffer in
            while start < buffer.count {
                var end = start
                while end < buffer.count, buffer[end] != 0x0a { end += 1 }
                if end == start {
                    take(fields, stanza..<start)
                    fields = [:]
                    stanza = end + 1
                } else if Self.isWanted(buffer, start) {
                    let line = Substring(String(decoding: buffer[start..<end], as: UTF8.self))
                    if let colon = line.firstIndex(of: ":") {
                        fields[line[..<colon]] = line[line.index(after: colon)...].drop { $0 == " " }
                    }
                }
                start = end + 1
            }
        }
        take(fields, min(stanza, bytes.count)..<bytes.count)
        files.append(bytes)
    }

    /// Package, Version, Architecture, SHA256, Size, Essential, Provides, Installed-Size.
    private static func isWanted(_ buffer: UnsafeBufferPointer<UInt8>, _ start: Int) -> Bool {
        switch buffer[start] {
        case UInt8(ascii: "P"), UInt8(ascii: "V"), UInt8(ascii: "A"), UInt8(ascii: "S"), UInt8(ascii: "E"),
            UInt8(ascii: "I"):
            true
        default: false
        }
    }

    private mutating func take(_ fields: [Substring: Substring], _ stanza: Range<Int>) {
        guard let name = fields["Package"], let version = fields["Version"],
            let architecture = fields["Architecture"], let hash = fields["SHA256"],
            let digest = try? Digest(parsing: String(hash)), let size = fields["Size"].flatMap({ Int64($0) })
        else { return }
        let entry = Entry(
            name: String(name),
            version: String(version),
            architecture: String(architecture),
            digest: digest,
            size: size,
            installedSize: (fields["Installed-Size"].flatMap { Int64($0) } ?? 0) * 1024,
            isEssential: fields["Essential"] == "yes",
            isRequired: fields["Priority"] == "required",
            file: files.count,
            stanza: stanza
        )
        entries[entry.name, default: []].append(entry)
        for provided in (fields["Provides"] ?? "").split(separator: ",") {
            let name = provided.drop { $0 == " " }.prefix { $0 != " " && $0 != "(" }
            virtualNames.insert(String(name))
        }
    }
}
