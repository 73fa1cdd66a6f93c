extension Manifest {
    /// What was found in the files of an imported image, beside its system and packages.
    package struct Contents: Codable, Sendable, Hashable {
        /// All in one line, for people.
        package var found: String
        /// What manages the packages: `dpkg`, `rpm` or `apk`; nil when none was found.
        package var manager: String?
        /// What each partition holds; empty for what is no disk.
        package var partitions: [String]
        /// The services that start by themselves.
        package var services: [String]
        /// What was not read, and why; empty when all was.
        package var unread: [String]
        /// The accounts of people.
        package var users: [String]

        package init(
            found: String,
            manager: String?,
            partitions: [String],
            services: [String],
            unread: [String],
            users: [String]
        ) {
            self.found = found
            self.manager = manager
            self.partitions = partitions
            self.services = services
            self.unread = unread
            self.users = users
        }
    }
}
