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
        var fields: [String: String] = [:]
        for line in String(decoding: bytes.prefix(64 << 10), as: UTF8.self).split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false else { continue }
            let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
            if fields[String(line[..<colon])] == nil { fields[String(line[..<colon])] = String(value) }
        }
        guard let date = fields["Date"].flatMap(Self.time) else {
            throw FGError(.corrupt, "\(path) has no date", hint: "generate --refresh asks the archive again")
        }
        self.date = date
        origin = fields["Origin"] ?? ""
        codename = fields["Codename"] ?? ""
        suite = fields["Suite"] ?? ""
        digest = Digest(of: bytes)
        listName = String(path.lastComponent.dropLast("_InRelease".count))
        lists = Self.signed(bytes, Self.lists(of: listName, in: try path.parent.entries()))
    }

    /// The paths of the lists of packages among the names of APT's files.
    private static func lists(of release: String, in names: [String]) -> Set<String> {
        let own = names.filter { $0.hasPrefix(release + "_") && $0.hasSuffix("_Packages") }
        return Set(own.map { String($0.dropFirst(release.count + 1)).replacing("_", with: "/") })
    }

    /// The digests of files from the section `SHA256`: lines of a digest, a size and a path.
    private static func signed(_ bytes: [UInt8], _ paths: Set<String>) -> [String: Digest] {
        var digests: [String: Digest] = [:]
        var isSection = false
        for line in bytes.split(separator: 0x0a) {
            guard line.first == 0x20 else {
                isSection = line.starts(with: "SHA256:".utf8)
                continue
            }
            guard isSection else { continue }
            let words = String(decoding: line, as: UTF8.self).split(separator: " ")
            guard words.count == 3, paths.contains(String(words[2])) else { continue }
            digests[String(words[2])] = try? Digest(parsing: String(words[0]))
        }
        return digests
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
