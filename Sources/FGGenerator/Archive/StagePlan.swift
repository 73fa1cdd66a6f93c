/// Divides chosen packages into the stages in which they are installed.
///
/// Each stage needs nothing of a later one, and the first stages are those that most templates share: a package more at
/// the end of a template leaves all stages before it as they are.
struct StagePlan {
    /// The chosen packages by name.
    private let relations: [String: PackageRelations]
    /// The chosen packages that are a virtual one.
    private let providers: [String: [String]]

    /// As many requested packages have a stage of their own; those behind share one by as many.
    private static let single = 8

    init(_ relations: [String: PackageRelations]) {
        self.relations = relations
        var providers: [String: [String]] = [:]
        for (name, relation) in relations {
            for provided in relation.provides { providers[provided, default: []].append(name) }
        }
        self.providers = providers
    }

    /// The stages: what every system has, what a disk of this template needs, then what is requested, in that order.
    func stages(base: [String], system: [String], requested: [String]) -> [Recipe.Stage] {
        var placed: Set<String> = []
        var stages: [Recipe.Stage] = []
        func add(_ name: String, _ roots: [String]) {
            let components = components(from: roots, without: placed)
            guard !components.isEmpty else { return }
            stages.append(Recipe.Stage(name: name, batches: batches(of: components)))
            placed.formUnion(components.joined())
        }
        add("base", base)
        add("system", system)
        let own = requested.filter { relations[$0] != nil && !placed.contains($0) }
        for name in own.prefix(Self.single) { add(name, [name]) }
        var rest = own.dropFirst(Self.single)
        while let first = rest.first {
            let group = rest.prefix(Self.single)
            rest = rest.dropFirst(Self.single)
            add(group.count == 1 ? first : "\(first) and \(group.count - 1) more", Array(group))
        }
        // What no chain of names leads to was chosen for another reason, such as a version.
        add("others", relations.keys.sorted())
        return stages
    }

    /// Divides packages in order into batches: what must be configured before another is unpacked is in an earlier one.
    private func batches(of components: [[String]]) -> [[String]] {
        var batches: [[String]] = []
        var open: Set<String> = []
        for component in components {
            let needed = component.flatMap { relations[$0]?.preDepends ?? [] }.flatMap(chosen)
            if batches.isEmpty || !open.isDisjoint(with: needed) {
                batches.append([])
                open = []
            }
            batches[batches.count - 1] += component
            open.formUnion(component)
        }
        return batches
    }

    /// The chosen packages that a choice of names can mean.
    private func chosen(_ alternatives: [String]) -> [String] {
        alternatives.flatMap { name in
            (relations[name] == nil ? [] : [name]) + (providers[name] ?? [])
        }
    }

    /// What a package needs, in a fixed order.
    private func needs(_ name: String) -> [String] {
        guard let relation = relations[name] else { return [] }
        return Set((relation.preDepends + relation.depends).flatMap(chosen)).subtracting([name]).sorted()
    }

    /// All that packages need, with them, without those that are there: each behind what it needs.
    ///
    /// Packages that need each other are one component. This is Tarjan's algorithm, with a stack of its own: the length of
    /// a chain is up to the archive.
    private func components(from roots: [String], without placed: Set<String>) -> [[String]] {
        var walk = ComponentWalk()
        for root in roots where relations[root] != nil && !placed.contains(root) {
            walk.visit(root) { needs($0).filter { !placed.contains($0) } }
        }
        return walk.components
    }
}
