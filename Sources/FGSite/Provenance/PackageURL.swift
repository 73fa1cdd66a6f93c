/// The package URL of a package: `pkg:deb/debian/NAME@VERSION?arch=…&distro=…`, or `pkg:rpm/…`.
///
/// Source: the package URL specification and its types `deb` and `rpm`.
struct PackageURL: CustomStringConvertible {
    /// The form of a package.
    enum Form: String, Sendable {
        case deb
        case rpm
    }

    let form: Form
    let distribution: String
    let name: String
    let version: String
    let architecture: String
    /// The release of the distribution; nil when it is not known.
    let release: String?

    /// The text form, with everything escaped that must be.
    var description: String {
        let words = [("arch", architecture)] + qualifiers
        let text = words.map { "\($0.0)=\(Self.escaped($0.1))" }.joined(separator: "&")
        return "pkg:\(form.rawValue)/\(Self.escaped(distribution.lowercased()))/\(Self.escaped(ownName))"
            + "@\(Self.escaped(ownVersion))?\(text)"
    }

    private var ownName: String { form == .deb ? name.lowercased() : name }

    /// The epoch of an RPM package stands apart from its version.
    private var ownVersion: String {
        guard form == .rpm, let colon = version.firstIndex(of: ":") else { return version }
        return String(version[version.index(after: colon)...])
    }

    /// The release is a code name for Debian, and a number behind the distribution's name for RPM.
    private var qualifiers: [(String, String)] {
        let distro = release.map { form == .deb ? $0 : "\(distribution.lowercased())-\($0)" }
        let epoch = form == .rpm ? version.firstIndex(of: ":").map { String(version[..<$0]) } : nil
        return [("distro", distro), ("epoch", epoch)].compactMap { name, value in value.map { (name, $0) } }
    }

    /// All but letters, digits, `.`, `-`, `_`, `~` and `:` as `%` and two upper-case hexadecimal digits.
    static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            switch byte {
            case 0x30...0x3A, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
