import FGCore

/// The packages that were chosen, and the stages in which they are installed.
struct PackageChoice: Codable, Sendable {
    var packages: [Recipe.Package]
    var stages: [Recipe.Stage]
    /// Bytes that the files of those take that a base does not have.
    var installed: Int64
}

/// What a choice of packages depends on; templates that differ in anything else have the same.
struct PackageQuestion: Encodable {
    /// The version of how the choice is made.
    private let form = 3
    private let system: [String]
    private let packages: [ResolvedTemplate.PackageRequest]
    private let order: [String]
    private let excluded: [String]
    private let kernel: String?
    private let disk: ResolvedTemplate.Disk?
    private let indexes: [Digest]
    private let solver: [String]
    private let base: Digest?

    /// `indexes` are the signed ones that are chosen from, `solver` the versions of the programs that choose, `base` what is
    /// installed already, nil for nothing.
    init(
        of template: ResolvedTemplate,
        order: [String],
        indexes: [Digest],
        solver: [String],
        base: Digest?
    ) {
        system = [template.os, template.release, template.architecture]
        packages = template.packages
        self.order = order
        excluded = template.excludedPackages
        kernel = template.kernel
        disk = template.disk
        self.indexes = indexes.sorted()
        self.solver = solver
        self.base = base
    }
}

/// The choices that were made, each under its question: the same question is not asked again.
struct PackageChoices: Sendable {
    /// The folder of the state that is chosen from.
    let folder: FilePath

    /// The choice as it was made before, or as it is made now.
    func choice(for question: PackageQuestion, _ make: () async throws -> PackageChoice) async throws
        -> PackageChoice
    {
        let answer = folder / "choices" / (try CanonicalJSON.digest(of: question).hex + ".json")
        if answer.exists {
            return try CanonicalJSON.decode(PackageChoice.self, from: try answer.readBytes())
        }
        let choice = try await make()
        try answer.parent.makeFolder(permissions: 0o700)
        try answer.write(try CanonicalJSON.encode(choice))
        return choice
    }
}
