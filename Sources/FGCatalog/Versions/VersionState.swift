/// Where a version stands on its way to being deployable.
package enum VersionState: String, Sendable, CaseIterable {
    /// Its bytes are in the store; nothing is known of them yet.
    case built
    /// It passed every blocking check: it may be deployed.
    case verified
    /// A blocking check failed.
    case rejected

    /// The states that may follow; the only place that says so.
    package var successors: Set<VersionState> {
        switch self {
        case .built: [.verified, .rejected]
        case .verified: [.rejected, .verified]
        case .rejected: [.verified, .rejected]
        }
    }
}
