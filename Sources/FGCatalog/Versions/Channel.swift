package import FGCore

/// A name of an image that points at one of its versions and is moved on purpose.
package struct Channel: Sendable, Hashable {
    package let project: String
    /// The image's name.
    package let image: String
    package let name: String
    /// The number of the version that it points at.
    package let version: Int
    package let state: VersionState
    /// Who moved it there.
    package let user: String
    /// When it was moved there.
    package let moved: Timestamp

    /// `project/image@name`.
    package var fullName: String { "\(project)/\(image)@\(name)" }

    /// The version that it points at: `project/image:number`.
    package var versionName: String { "\(project)/\(image):\(version)" }
}
