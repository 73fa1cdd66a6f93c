import FGCore

/// What a recipe would get if it were solved again: packages that differ from those it pins.
package struct RecipeUpdate: Sendable {
    /// A package that differs.
    package struct Line: Sendable, Hashable {
        package let package: String
        /// Nil for one that the recipe does not have.
        package let pinned: String?
        /// Nil for one that is needed no more.
        package let offered: String?
        /// Whether an archive of security updates has it.
        package let isSecurity: Bool
    }

    /// By name of the package.
    package let lines: [Line]

    /// Compares the packages of two recipes by name and architecture.
    package init(from old: Recipe, to new: Recipe) {
        func byName(_ recipe: Recipe) -> [String: Recipe.Package] {
            Dictionary(recipe.packages.map { ("\($0.name):\($0.architecture)", $0) }) { first, _ in first }
        }
        let (pinned, offered) = (byName(old), byName(new))
        lines = Set(pinned.keys).union(offered.keys).sorted().compactMap { key in
            let (before, after) = (pinned[key], offered[key])
            guard before?.version != after?.version || before?.digest != after?.digest else { return nil }
            return Line(
                package: (after ?? before)?.name ?? key,
                pinned: before?.version,
                offered: after?.version,
                isSecurity: after.map { Self.isOfSecurity($0, new.sources) } ?? false
            )
        }
    }

    /// Debian calls the suites of security updates `bookworm-security`, and until buster `buster/updates`.
    private static func isOfSecurity(_ package: Recipe.Package, _ sources: [ArchiveSource]) -> Bool {
        let source = sources.filter { source in
            package.uri.hasPrefix(source.uri.hasSuffix("/") ? source.uri : source.uri + "/")
        }
        .max { $0.uri.count < $1.uri.count }
        return source?.suites.contains { $0.hasSuffix("-security") || $0.hasSuffix("/updates") } ?? false
    }
}
