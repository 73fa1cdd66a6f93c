/// What a form keeps of extended attributes.
enum TreeAttributes: Sendable {
    case all
    /// All but access control lists, which not every file system has; systems that want them set them when they start.
    case withoutAccessLists

    /// The names of attributes that are access control lists.
    static let accessLists: Set<String> = ["system.posix_acl_access", "system.posix_acl_default"]

    /// The attributes that stay.
    func kept<Value>(_ attributes: [String: Value]) -> [String: Value] {
        self == .all ? attributes : attributes.filter { !Self.accessLists.contains($0.key) }
    }
}
