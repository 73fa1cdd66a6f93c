package import FGCore

/// A line that was typed at a prompt, and what came of it.
package struct HistoryEntry: Sendable, Hashable {
    /// Its place among all lines, from 1; nil before it is stored.
    package var number: Int64?
    /// What was typed; it may have several lines, and `***` in the place of a secret.
    package let line: String
    /// When it was about to run.
    package let time: Timestamp
    /// How long it ran; nil while it does, and when the shell was killed meanwhile.
    package var milliseconds: Int64?
    /// Its exit status; nil as for the time.
    package var status: Int32?
    package let project: String
    package let image: String?
    package let user: String
    package let site: String
    /// The shell that it was typed in.
    package let session: String
    package let process: Int32

    package init(
        line: String,
        time: Timestamp,
        project: String,
        image: String?,
        user: String,
        site: String,
        session: String,
        process: Int32
    ) {
        self.line = line
        self.time = time
        self.project = project
        self.image = image
        self.user = user
        self.site = site
        self.session = session
        self.process = process
    }
}
