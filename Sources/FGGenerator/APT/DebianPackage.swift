import FGCore

/// A Debian package file, as far as its parts: read from the headers alone.
///
/// Source: deb(5), and ar(5) for the form of an archive.
struct DebianPackage {
    /// A part of the file.
    struct Member {
        let name: String
        /// Where its bytes are, behind its header.
        let bytes: Range<Int64>
    }

    /// The first bytes of every archive.
    static let magic = "!<arch>\n"
    /// The length of a member's header: sixteen bytes of a name, twelve of decimal seconds, further numbers, ten of a decimal
    /// size, two that end it.
    static let headerLength: Int64 = 60
    /// Where in a header the size stands.
    static let sizeField = 48..<58

    let file: OpenFile
    /// When it was made, as it says itself: makers of packages set this to the time of the last change.
    let made: Timestamp
    /// The packed control files.
    let control: Member
    /// The packed files.
    let data: Member

    /// - Throws: `corrupt` for a file that is no package.
    init(_ path: FilePath) throws {
        file = try OpenFile(path)
        let corrupt = FGError(.corrupt, "\(path) is no Debian package")
        guard try file.read(Self.magic.utf8.count, at: 0) == Array(Self.magic.utf8) else { throw corrupt }
        var offset = Int64(Self.magic.utf8.count)
        var members: [Member] = []
        var made: Timestamp?
        // The three parts come first and in this order; whatever else is there is nobody's.
        while members.count < 3 {
            let header = try file.read(Int(Self.headerLength), at: offset)
            guard header.count == Int(Self.headerLength),
                let size = Int64(Self.text(header[Self.sizeField])), size >= 0,
                let seconds = Int64(Self.text(header[16..<28]))
            else { throw corrupt }
            let start = offset + Self.headerLength
            made = made ?? Timestamp(seconds: seconds)
            members.append(Member(name: Self.text(header[..<16]), bytes: start..<(start + size)))
            // Parts begin at even places.
            offset = start + size + size % 2
        }
        guard let made, members[0].name.hasPrefix("debian-binary"), members[1].name.hasPrefix("control.tar"),
            members[2].name.hasPrefix("data.tar"), members[2].bytes.upperBound <= (try file.size())
        else { throw corrupt }
        (self.made, control, data) = (made, members[1], members[2])
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(String(decoding: bytes, as: UTF8.self).prefix { $0 != " " })
    }
}
