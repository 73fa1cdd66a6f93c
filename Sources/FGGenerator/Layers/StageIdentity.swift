import FGCore

/// Names the result of a stage by all that made it: the same digest means the same tree.
struct StageIdentity: Codable, Sendable {
    /// The stage, with the version of what it does.
    let stage: String
    /// What it takes in, in order.
    let inputs: [String]
    /// The programs that it runs, by package.
    let tools: [String: String]

    /// The tree with a recipe's packages installed.
    static func packages(of recipe: Recipe) throws -> Digest {
        let inputs = recipe.packages.map { "\($0.name) \($0.version) \($0.architecture) \($0.digest)" }
        let tools = ["mmdebstrap", "dpkg", "apt"].map { ($0, recipe.tools[$0] ?? "unknown") }
        return try CanonicalJSON.digest(
            of: StageIdentity(
                stage:
                    "packages 1 \(recipe.template.release) \(recipe.template.architecture) \(recipe.epoch)",
                inputs: inputs,
                tools: Dictionary(uniqueKeysWithValues: tools)
            )
        )
    }
}
