import FGCore

/// Names the result of a stage by all that made it: the same digest means the same tree.
struct StageIdentity: Codable, Sendable, Hashable {
    /// The stage, with the version of what it does.
    let stage: String
    /// What it takes in, in order.
    let inputs: [String]
    /// The programs that it runs, by package.
    let tools: [String: String]

    /// The tree with a recipe's packages installed.
    static func packages(of recipe: Recipe) -> StageIdentity {
        let tools = ["mmdebstrap", "dpkg", "apt"].map { ($0, recipe.tools[$0] ?? "unknown") }
        return StageIdentity(
            stage: "packages 2 \(recipe.template.release) \(recipe.template.architecture) \(recipe.epoch)",
            inputs: recipe.packages.map { "\($0.name) \($0.version) \($0.architecture) \($0.digest)" },
            tools: Dictionary(uniqueKeysWithValues: tools)
        )
    }

    func digest() throws -> Digest { try CanonicalJSON.digest(of: self) }

    /// What is other than in another identity.
    struct Changes {
        let added: [String]
        let removed: [String]
        let tools: [String]

        var count: Int { added.count + removed.count + tools.count }

        /// In a few words: `tree 2.1.0-1 came`.
        var summary: String {
            func names(_ inputs: [String], _ verb: String) -> String? {
                guard let first = inputs.first else { return nil }
                let shown = first.split(separator: " ").prefix(2).joined(separator: " ")
                return inputs.count == 1
                    ? "\(shown) \(verb)" : "\(shown) and \(inputs.count - 1) more \(verb)"
            }
            let tool = tools.first.map { "another \($0)" }
            return [names(added, "came"), names(removed, "went"), tool].compactMap { $0 }.joined(
                separator: ", "
            )
        }
    }

    func changes(from other: StageIdentity) -> Changes {
        let (own, others) = (Set(inputs), Set(other.inputs))
        return Changes(
            added: inputs.filter { !others.contains($0) },
            removed: other.inputs.filter { !own.contains($0) },
            tools: tools.keys.filter { tools[$0] != other.tools[$0] }.sorted()
        )
    }
}
