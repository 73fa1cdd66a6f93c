import FGCore

/// What a recipe would get if it were solved again: packages that differ from those it pins, and from those of its base.
package struct RecipeUpdate: Sendable {
    /// A package that differs.
    package struct Line: Sendable, Hashable {
        package let package: String
        /// Nil for one that the image does not have.
        package let pinned: String?
        /// Nil for one that is needed no more.
        package let offered: String?
        /// Whether it is a security update.
        package let isSecurity: Bool
    }

    /// By name of the package.
    package let lines: [Line]

    /// Compares what two recipes install by name and architecture; `upgrades` are those of all that the image has.
    init(from old: Recipe, to new: Recipe, upgrades: [PackageUpgrade] = []) {
        func byName(_ recipe: Recipe) -> [String: Recipe.Package] {
            Dictionary(recipe.packages.map { (Self.key($0.name, $0.architecture), $0) }) { first, _ in first }
        }
        let (pinned, offered) = (byName(old), byName(new))
        // What is no longer installed over a base is there as the base has it.
        let below = Dictionary(
            (old.base?.packages ?? []).map { (Self.key($0.name, $0.architecture), $0.version) }
        ) { first, _ in first }
        let raised = Dictionary(upgrades.map { (Self.key($0.name, $0.architecture), $0) }) { first, _ in first
        }
        var lines = Set(pinned.keys).union(offered.keys).compactMap { key -> (key: String, Line)? in
            let (before, after) = (pinned[key], offered[key])
            guard before?.version != after?.version || before?.digest != after?.digest else { return nil }
            let isSecurity = after.map { Self.isOfSecurity($0, new.sources) } ?? false
            return (
                key,
                Line(
                    package: (after ?? before)?.name ?? key,
                    pinned: before?.version ?? below[key],
                    offered: after?.version ?? below[key],
                    isSecurity: isSecurity || after != nil && raised[key]?.isSecurity == true
                )
            )
        }
        // What stays as the base has it is not solved for: a newer base would bring it.
        lines += raised.filter { pinned[$0.key] == nil && offered[$0.key] == nil }.compactMap {
            key,
            upgrade in
            below[key].map { version in
                let line = Line(
                    package: upgrade.name,
                    pinned: version,
                    offered: upgrade.version,
                    isSecurity: upgrade.isSecurity
                )
                return (key, line)
            }
        }
        self.lines = lines.sorted { ($0.1.package, $0.key) < ($1.1.package, $1.key) }.map(\.1)
    }

    private static func key(_ name: String, _ architecture: String) -> String { "\(name):\(architecture)" }

    /// Debian calls the suites of security updates `bookworm-security`, and until buster `buster/updates`.
    private static func isOfSecurity(_ package: Recipe.Package, _ sources: [ArchiveSource]) -> Bool {
        let source = sources.filter { source in
            package.uri.hasPrefix(source.uri.hasSuffix("/") ? source.uri : source.uri + "/")
        }
        .max { $0.uri.count < $1.uri.count }
        return source?.suites.contains { $0.hasSuffix("-security") || $0.hasSuffix("/updates") } ?? false
    }
}
