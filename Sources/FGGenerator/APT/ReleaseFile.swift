import FGCore

/// What a signed `InRelease` file says of an archive.
///
/// Source: the Debian repository format, "Release" files.
struct ReleaseFile: Sendable, Hashable {
    let origin: String
    let codename: String
    let suite: String
    let date: Timestamp
    let digest: Digest
    /// The name of the file in APT's lists, without `_InRelease`.
    let listName: String
    /// The lists of packages that APT keeps of it, by their paths in the archive, with the digests that the file signs.
    let lists: [String: Digest]

    /// Reads a file of APT's lists.
    ///
    /// - Throws: `corrupt` when it has no date.
    init(_ path: FilePath) throws {
        let bytes = try path.readBytes()
        let listName = String(path.lastComponent.dropLast("_InRelease".count))
        let paths = Self.lists(of: listName, in: try path.parent.entries())
        let (fields, digests) = bytes.withUnsafeBytes { Self.read($0, paths) }
        guard let date = fields["Date"].flatMap(Self.time) else {
            throw FGError(.corrupt, "\(path) has no date", hint: "generate --refresh asks the archive again")
        }
        self.date = date
        origin = fields["Origin"] ?? ""
        codename = fields["Codename"] ?? ""
        suite = fields["Suite"] ?? ""
        digest = Digest(of: bytes)
        self.listName = listName
        lists = digests
    }

    /// The paths of the lists of packages among the names of APT's files.
    private static func lists(of release: String, in names: [String]) -> Set<String> {
        let own = names.filter { $0.hasPrefix(release + "_") && $0.hasSuffix("_Packages") }
        return Set(own.map { String($0.dropFirst(release.count + 1)).replacing("_", with: "/") })
    }

    /// The fields of one line, and of the section `SHA256`, lines of a digest, a size and a path, the digests of some files.
    private static func read(_ bytes: UnsafeRawBufferPointer, _ paths: Set<String>)
        -> (fields: [String: String], digests: [String: Digest])
    {
        func text(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        var fields: [String: String] = [:]
        var digests: [String: Digest] = [:]
        var section = ""
        for line in ByteLines(bytes).lazy.map({ bytes[$0] }) where !line.isEmpty {
            if line.first == UInt8(ascii: " ") {
                guard section == "SHA256" else { continue }
                let words = line.split(separator: UInt8(ascii: " "))
                guard words.count == 3, paths.contains(text(words[2])) else { continue }
                digests[text(words[2])] = try? Digest(parsing: text(words[0]))
            } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                section = text(line[..<colon])
                let value = text(line[(colon + 1)...].drop { $0 == UInt8(ascii: " ") })
                if fields[section] == nil { fields[section] = value }
            }
        }
        return (fields, digests)
    }

    /// Whether the archive is one of a distribution's release: its own, its updates or its security updates.
    func belongs(to os: String, _ release: String) -> Bool {
        let isOrigin = origin.lowercased() == os || origin.lowercased().hasPrefix(os + " ")
        return isOrigin
            && (codename == release || codename.hasPrefix(release + "-") || codename.hasPrefix(release + "/"))
    }

    /// `Sat, 06 Sep 2025 10:11:12 UTC`.
    static func time(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ").map(String.init)
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count >= 5, let month = months.firstIndex(of: words[2]) else { return nil }
        func padded(_ text: String) -> String { text.count == 1 ? "0" + text : text }
        let clock = words[4].split(separator: ":").map { padded(String($0)) }.joined(separator: ":")
        return Timestamp(parsing: "\(words[3])-\(padded("\(month + 1)"))-\(padded(words[1]))T\(clock)Z")
    }
}
