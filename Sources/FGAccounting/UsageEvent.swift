package import FGCore

/// One use of an image: who did what, when, for how long, with how many bytes.
package struct UsageEvent: Sendable, Hashable {
    /// What was done.
    package enum Kind: String, Sendable, CaseIterable {
        case generate
        /// Its bytes were made again from its recipe.
        case rebuild
        case `import`
        case verify
        case export
        case deploy
        /// A machine ran from it, from its start to its end.
        case run
        /// A channel was moved to it, or taken from it; no use, but part of its history.
        case channel
    }

    package var kind: Kind
    package var user: String
    package var project: String
    /// `project/name:number` at that time; kept when the image is deleted.
    package var image: String
    /// The catalog's id of the image, which stays when it is renamed.
    package var imageID: Int64
    /// When it ended.
    package var time: Timestamp
    package var milliseconds: Int
    package var bytes: Int64
    /// `done`, `failed` or `cancelled`.
    package var outcome: String
    package var detail: String

    package init(
        kind: Kind,
        user: String,
        project: String,
        image: String,
        imageID: Int64,
        time: Timestamp,
        milliseconds: Int,
        bytes: Int64,
        outcome: String,
        detail: String
    ) {
        self.kind = kind
        self.user = user
        self.project = project
        self.image = image
        self.imageID = imageID
        self.time = time
        self.milliseconds = milliseconds
        self.bytes = bytes
        self.outcome = outcome
        self.detail = detail
    }
}
