import FGCore

/// When a Debian package was made, as it says itself.
enum DebianPackageTime {
    /// The length of an archive's first bytes and of a member's header.
    private static let lengths = (magic: 8, header: 60)

    /// The time of the package's first member, which those who make packages set to that of its last change.
    ///
    /// Source: deb(5), and ar(5) for the header: sixteen bytes of a name, twelve of decimal seconds.
    /// - Throws: `corrupt` for a file that is no package.
    static func of(_ file: FilePath) throws -> Timestamp {
        let bytes = try OpenFile(file).read(lengths.magic + lengths.header, at: 0)
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.hasPrefix("!<arch>\ndebian-binary"),
            let seconds = Int64(text.dropFirst(lengths.magic + 16).prefix { $0.isASCII && $0.isNumber })
        else { throw FGError(.corrupt, "\(file) is no Debian package") }
        return Timestamp(seconds: seconds)
    }
}
