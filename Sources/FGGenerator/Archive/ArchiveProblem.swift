import FGCore

/// Something that a template asks for and its archives cannot give.
struct ArchiveProblem: Sendable, Hashable {
    /// What of the template asks for it.
    enum Subject: Sendable, Hashable {
        /// The first of these packages that a line asks for.
        case packages([String])
        /// The line of a keyword that stands once.
        case line(TemplateKeyword)
        /// The line of a repository.
        case repository(String)
    }

    let subject: Subject
    let message: String
    let hint: String?

    init(_ subject: Subject, _ message: String, hint: String? = nil) {
        self.subject = subject
        self.message = message
        self.hint = hint
    }
}

/// All that the archives cannot give of a template.
struct ArchiveProblems: Error {
    let problems: [ArchiveProblem]

    init(_ problems: [ArchiveProblem]) {
        self.problems = problems
    }

    /// The problems of a template whose text is not at hand.
    var conflict: FGError {
        FGError(.conflict, problems.map(\.message).joined(separator: "; "), hint: problems.first?.hint)
    }
}
