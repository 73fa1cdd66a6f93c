extension ResolvedTemplate {
    /// What packages and files are laid over: the root of a system that is there already.
    package struct Base: Codable, Sendable, Hashable {
        /// Where it comes from.
        package enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
            /// A tar archive of a root file system, compressed or not.
            case archive
            /// An OCI image layout, as a folder or a tar archive of one.
            case oci
            /// An image of a registry.
            case registry
            /// A verified version of the catalog.
            case image
        }

        package var kind: Kind
        /// The path as the template says it, the image's address in a registry, or its name in the catalog.
        package var source: String
        /// The name of the image in an OCI layout; nil takes the only one.
        package var reference: String?
        /// Whether the registry is asked without TLS; nil for not.
        package var isPlain: Bool?

        package init(kind: Kind, source: String, reference: String? = nil, isPlain: Bool? = nil) {
            self.kind = kind
            self.source = source
            self.reference = reference
            self.isPlain = isPlain
        }
    }
}
