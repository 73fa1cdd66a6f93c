import FGCore

/// Names the result of a stage by all that made it: the same digest means the same tree.
struct StageIdentity: Codable, Sendable, Hashable {
    /// The stage, with the version of what it does.
    let stage: String
    /// What it takes in, in order.
    let inputs: [String]
    /// The programs that it runs, by package.
    let tools: [String: String]

    /// What the stage was laid over; nil for the first.
    let parent: Digest?

    init(stage: String, inputs: [String], tools: [String: String], parent: Digest? = nil) {
        self.stage = stage
        self.inputs = inputs
        self.tools = tools
        self.parent = parent
    }

    /// The layer with a stage of a recipe's packages.
    ///
    /// The epoch is what times of the layer's files are clamped to, the programs are those of this machine that install it.
    init(
        _ stage: Recipe.Stage,
        of recipe: Recipe,
        epoch: Timestamp,
        programs: [String],
        over parent: StageIdentity?
    ) throws {
        let packages = recipe.packagesByName
        let inputs = stage.batches.enumerated().flatMap { number, batch in
            batch.compactMap { packages[$0] }.map {
                "\($0.name) \($0.version) \($0.architecture) \($0.digest) \(number)"
            }
        }
        self.init(
            stage:
                "\(stage.name) 4 \(recipe.template.release) \(recipe.template.architecture) \(epoch)",
            inputs: inputs,
            tools: Dictionary(uniqueKeysWithValues: programs.map { ($0, recipe.tools[$0] ?? "unknown") }),
            parent: try parent?.digest()
        )
    }

    /// The layer with the files of a base.
    init(_ base: Recipe.Base, tools: [String: String], epoch: Timestamp) {
        self.init(
            stage: "base-files 1 \(base.formatName) \(epoch)",
            inputs: base.layers.map { "base layer \($0.digest) \($0.content?.description ?? "disk")" },
            tools: base.isConverted ? ["qemu-utils": tools["qemu-utils"] ?? "unknown"] : [:]
        )
    }

    /// The layer with the initramfs of a tree.
    init(initramfsOver parent: StageIdentity) throws {
        self.init(stage: "initramfs 1", inputs: [], tools: parent.tools, parent: try parent.digest())
    }

    func digest() throws -> Digest { try CanonicalJSON.digest(of: self) }

    /// What is other than in another identity.
    struct Changes {
        let added: [String]
        let removed: [String]
        let tools: [String]
        let isOverAnother: Bool

        var count: Int { added.count + removed.count + tools.count + (isOverAnother ? 1 : 0) }

        /// In a few words: `tree 2.1.0-1 came`.
        var summary: String {
            func names(_ inputs: [String], _ verb: String) -> String? {
                guard let first = inputs.first else { return nil }
                let shown = first.split(separator: " ").prefix(2).joined(separator: " ")
                return inputs.count == 1
                    ? "\(shown) \(verb)" : "\(shown) and \(inputs.count - 1) more \(verb)"
            }
            let tool = tools.first.map { "another \($0)" }
            let below = isOverAnother ? "another layer below" : nil
            return [names(added, "came"), names(removed, "went"), tool, below].compactMap { $0 }.joined(
                separator: ", "
            )
        }
    }

    func changes(from other: StageIdentity) -> Changes {
        let (own, others) = (Set(inputs), Set(other.inputs))
        return Changes(
            added: inputs.filter { !others.contains($0) },
            removed: other.inputs.filter { !own.contains($0) },
            tools: tools.keys.filter { tools[$0] != other.tools[$0] }.sorted(),
            isOverAnother: parent != other.parent
        )
    }
}
