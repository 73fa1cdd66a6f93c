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
