extension FGError {
    /// A kind of failure; an open set, each member with one word for programs and one exit status.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The word that stands for the code in JSON.
        public let word: String
        /// The exit status of a shell that stopped for this error: see `help exit-codes`.
        public let exitStatus: Int32

        /// The word.
        public var description: String { word }

        /// The thing is not there, or not there for this user.
        public static let notFound = Code(word: "not-found", exitStatus: 1)
        /// A thing of that name is there already.
        public static let exists = Code(word: "exists", exitStatus: 1)
        /// The user may not do this.
        public static let denied = Code(word: "denied", exitStatus: 3)
        /// The thing changed, or is in a state that does not allow this.
        public static let conflict = Code(word: "conflict", exitStatus: 1)
        /// The input is wrong.
        public static let invalid = Code(word: "invalid", exitStatus: 1)
        /// The statement is wrong: syntax, an unknown command, option or field.
        public static let usage = Code(word: "usage", exitStatus: 2)
        /// A target, a server or a needed program is not available.
        public static let unavailable = Code(word: "unavailable", exitStatus: 5)
        /// A deadline passed.
        public static let timedOut = Code(word: "timed-out", exitStatus: 1)
        /// The user stopped the operation.
        public static let cancelled = Code(word: "cancelled", exitStatus: 130)
        /// Stored bytes or rows are not what was written.
        public static let corrupt = Code(word: "corrupt", exitStatus: 1)
        /// There is no room: a quota or the disk is full.
        public static let quotaExceeded = Code(word: "quota-exceeded", exitStatus: 1)
        /// A verification failed or is missing.
        public static let unverified = Code(word: "unverified", exitStatus: 4)
        /// Foreign bytes carry a hazard and were refused.
        public static let refused = Code(word: "refused", exitStatus: 1)
        /// Something else failed; the cause says what.
        public static let failed = Code(word: "failed", exitStatus: 1)

        /// Every code, for tables and tests.
        public static let all: [Code] = [
            notFound, exists, denied, conflict, invalid, usage, unavailable, timedOut, cancelled, corrupt,
            quotaExceeded, unverified, refused, failed,
        ]
    }
}
