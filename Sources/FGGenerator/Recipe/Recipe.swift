package import FGCore

/// A template resolved: every input pinned.
///
/// The same recipe gives the same bytes.
package struct Recipe: Codable, Sendable, Hashable {
    /// A package pinned by version and digest.
    package struct Package: Codable, Sendable, Hashable {
        package var name: String
        package var version: String
        package var architecture: String
        package var digest: Digest
        package var size: Int64
        /// Where it was fetched from, so that it can be fetched again.
        package var uri: String
        /// Whether dpkg marks it `Essential: yes`.
        package var isEssential: Bool
        /// Whether the template asked for it, or a dependency brought it.
        package var isRequested: Bool

        package init(
            name: String,
            version: String,
            architecture: String,
            digest: Digest,
            size: Int64,
            uri: String,
            isEssential: Bool,
            isRequested: Bool
        ) {
            self.name = name
            self.version = version
            self.architecture = architecture
            self.digest = digest
            self.size = size
            self.uri = uri
            self.isEssential = isEssential
            self.isRequested = isRequested
        }
    }

    /// A signed index of an archive that the solver read.
    package struct Index: Codable, Sendable, Hashable {
        package var uri: String
        package var suite: String
        /// The digest of the signed `InRelease` file.
        package var digest: Digest
        /// The digests of the lists of packages that it signs, by path.
        ///
        /// They vouch for the packages. Nil in recipes of the
        /// older form.
        package var lists: [String: Digest]?

        package init(uri: String, suite: String, digest: Digest, lists: [String: Digest]? = nil) {
            self.uri = uri
            self.suite = suite
            self.digest = digest
            self.lists = lists
        }
    }

    /// Packages that are installed together over those of the stages before: what a layer holds.
    package struct Stage: Codable, Sendable, Hashable {
        /// Such as `base` or a requested package.
        package var name: String
        /// Names of packages: each batch is unpacked in this order, then configured, before the next one.
        package var batches: [[String]]

        package init(name: String, batches: [[String]]) {
            self.name = name
            self.batches = batches
        }
    }

    /// The version of this form of a recipe.
    package var format = 1
    package var template: ResolvedTemplate
    /// The identity of the template: the digest of its canonical JSON.
    package var templateDigest: Digest
    /// What packages and files are laid over; nil for an empty tree.
    package var base: Base?
    /// Sorted by name, then architecture.
    package var packages: [Package]
    /// The order in which the packages are installed; nil in recipes of the older form, which install them all at once.
    package var stages: [Stage]?
    package var indexes: [Index]
    /// The archives that it was solved against: what the image's own APT will ask.
    package var sources: [ArchiveSource]
    /// The moment that every time in the image is clamped to.
    package var epoch: Timestamp
    /// Versions of the programs that shape the bytes, by name.
    package var tools: [String: String]

    package init(
        template: ResolvedTemplate,
        templateDigest: Digest,
        packages: [Package],
        stages: [Stage]? = nil,
        indexes: [Index],
        sources: [ArchiveSource],
        epoch: Timestamp,
        tools: [String: String]
    ) {
        self.template = template
        self.templateDigest = templateDigest
        self.packages = packages
        self.stages = stages
        self.indexes = indexes
        self.sources = sources
        self.epoch = epoch
        self.tools = tools
    }

    /// The identity of the recipe: the digest of its canonical JSON.
    package func digest() throws -> Digest {
        try CanonicalJSON.digest(of: self)
    }

    /// The stages in which the packages are installed: all at once in a recipe of the older form.
    var installedStages: [Stage] {
        stages ?? [Stage(name: "packages", batches: [packages.map(\.name)])]
    }

    /// The packages of a stage, sorted by name.
    func packages(of stage: Stage) -> [Package] {
        let names = Set(stage.batches.joined())
        return packages.filter { names.contains($0.name) }
    }

    /// The packages by name.
    var packagesByName: [String: Package] {
        Dictionary(packages.map { ($0.name, $0) }) { first, _ in first }
    }

    /// Every blob that a build takes from the store: the base, packages, files, keys of archives.
    package var inputs: [Digest] {
        (base?.blobs ?? []) + packages.map(\.digest) + template.contents.map(\.content)
            + template.repositories.compactMap(\.key)
    }

    /// What keeps the recipe from giving the same bytes again; nil when nothing does.
    package var impurity: String? {
        guard let runs = template.networkRuns, let first = runs.first else { return nil }
        let command = template.run.indices.contains(first) ? template.run[first] : ""
        let more = runs.count > 1 ? ", and \(runs.count - 1) more," : ""
        return "the step run \"\(command)\"\(more) had the network"
    }

    /// Whether an ssh server starts with the image.
    package var startsSSH: Bool {
        let state = template.services[template.family.sshService] ?? .enabled
        return state == .enabled && contents.contains { $0.name == "openssh-server" }
    }
}
