package import FGCore

/// A project and an image that hold for some work alone, whatever the session goes on to.
package struct SessionOverride: Sendable {
    @TaskLocal package static var current: SessionOverride?

    package let project: String
    package let image: ImageReference?

    /// Names a project.
    ///
    /// - Throws: `invalid` for a name that no project can have.
    package init(project: String, image: ImageReference? = nil) throws {
        self.project = try Name.validated(project, as: "project name")
        self.image = image
    }

    /// What holds in a session now.
    package init(_ session: Session) {
        (project, image) = (session.project, session.selectedImage)
    }
}
