/// A member of an image layer that takes away what is in the layers below: "Whiteouts" of the image specification 1.1.
enum Whiteout: Hashable {
    /// What is of that name in its folder.
    case name(String)
    /// All that is in its folder.
    case wholeFolder
    /// What AUFS kept for itself.
    case nothing

    private static let prefix = ".wh."

    /// What a path takes away; nil for an ordinary member.
    init?(_ path: ArchivePath) {
        guard let name = path.name, name.hasPrefix(Self.prefix) else { return nil }
        let rest = String(name.dropFirst(Self.prefix.count))
        if rest == ".wh..opq" {
            self = .wholeFolder
        } else if rest.hasPrefix(Self.prefix) {
            self = .nothing
        } else {
            self = .name(rest)
        }
    }

    /// The hazard of a member that would take away the folder that it is in, or the one above.
    static func hazard(_ entry: TarEntry) -> Hazard? {
        guard let path = ArchivePath(entry.path), case .name(let name)? = Whiteout(path),
            ["", ".", ".."].contains(name)
        else { return nil }
        return Hazard(.escape, "\"\(PrintableText.of(entry.path))\" removes the folder that it is in")
    }
}
