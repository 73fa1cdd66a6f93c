/// What a package says of others, as names: which it needs, and what else it is.
struct PackageRelations: Sendable, Hashable {
    /// Each a choice of names, of which one is needed when the package is configured.
    var depends: [[String]] = []
    /// Each a choice of names, of which one must be configured before the package is unpacked.
    var preDepends: [[String]] = []
    /// Names of virtual packages that it is as well.
    var provides: [String] = []

    /// Reads a relation field, such as `libc6 (>= 2.36), default-mta | mail-transport-agent`.
    ///
    /// Versions are left out: what they decide is decided by whoever chose the packages. Source: Debian Policy Manual,
    /// "Syntax of relationship fields".
    static func names(in field: some StringProtocol) -> [[String]] {
        field.split(separator: ",").map { alternatives in
            alternatives.split(separator: "|").map { alternative in
                let word = alternative.drop { $0.isWhitespace }.prefix {
                    !$0.isWhitespace && $0 != "(" && $0 != "["
                }
                return String(word.prefix { $0 != ":" })
            }
            .filter { !$0.isEmpty }
        }
        .filter { !$0.isEmpty }
    }
}
