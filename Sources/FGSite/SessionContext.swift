import FGCore

/// Which project and which image commands work with that name neither.
struct SessionContext: Sendable {
    private(set) var project: String
    private(set) var previousProject: String?
    /// Nil when none is selected.
    var image: ImageReference?

    init(project: String, image: ImageReference? = nil) {
        self.project = project
        self.image = image
    }

    /// Makes a project the current one.
    mutating func use(project: String) {
        previousProject = self.project
        self.project = project
    }

    /// Makes the project before the current one the current one again.
    ///
    /// - Throws: `notFound` when there was none.
    mutating func usePreviousProject() throws {
        guard let previous = previousProject else {
            throw FGError(.notFound, "there was no other project in this session")
        }
        use(project: previous)
    }
}
