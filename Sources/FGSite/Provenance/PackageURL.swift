/// The package URL of a Debian package: `pkg:deb/debian/NAME@VERSION?arch=…&distro=…`.
///
/// Source: the package URL specification and its type `deb`.
struct PackageURL: CustomStringConvertible {
    let distribution: String
    let name: String
    let version: String
    let architecture: String
    /// The code name of the distribution's release; nil when it is not known.
    let release: String?

    /// The text form, with everything escaped that must be.
    var description: String {
        let place = "pkg:deb/\(Self.escaped(distribution.lowercased()))/\(Self.escaped(name.lowercased()))"
        let distro = release.map { "&distro=\(Self.escaped($0))" } ?? ""
        return "\(place)@\(Self.escaped(version))?arch=\(Self.escaped(architecture))\(distro)"
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
