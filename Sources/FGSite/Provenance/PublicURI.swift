/// An address as others may see it.
enum PublicURI {
    /// The address without user and password; nil for what is not fetched over HTTP, such as a file of this machine.
    static func of(_ uri: String) -> String? {
        for scheme in ["https://", "http://"] where uri.lowercased().hasPrefix(scheme) {
            let rest = uri.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            guard let mark = authority.lastIndex(of: "@") else { return uri }
            return scheme + rest[rest.index(after: mark)...]
        }
        return nil
    }
}
