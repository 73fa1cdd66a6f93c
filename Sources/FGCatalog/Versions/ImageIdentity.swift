/// Which image it is, and whose.
package struct ImageIdentity: Sendable, Hashable {
    package let id: Int64
    package let project: String
    package let name: String
    /// Who may change it, beside administrators.
    package let owner: String

    /// `project/name`.
    package var fullName: String { "\(project)/\(name)" }
}
