package import FGCore

/// What a form holds.
package struct ArtifactContent: Sendable, Hashable {
    /// The digest of what every form of its kind holds: it ties them.
    package let digest: Digest
    /// The digest of all that this form holds, by which it is proven.
    package let exact: Digest

    /// Takes the digest of a content that is the same in every form.
    package init(_ digest: Digest) {
        self.init(digest, exact: digest)
    }

    package init(_ digest: Digest, exact: Digest) {
        self.digest = digest
        self.exact = exact
    }
}
