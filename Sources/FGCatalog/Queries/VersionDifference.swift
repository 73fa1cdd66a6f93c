import FGCore

/// What differs between two versions.
package struct VersionDifference: Sendable, Hashable {
    /// One difference.
    package struct Line: Sendable, Hashable {
        /// `package`, `size` or `fact`.
        package let kind: String
        package let name: String
        /// Nil when it was added.
        package let old: String?
        /// Nil when it was removed.
        package let new: String?

        /// `added`, `removed` or `changed`.
        package var change: String { old == nil ? "added" : new == nil ? "removed" : "changed" }
    }

    package let lines: [Line]
}

extension Catalog {
    /// Compares packages, size and facts of two versions.
    package func difference(from old: ImageVersion, to new: ImageVersion) throws -> VersionDifference {
        var lines: [VersionDifference.Line] = []
        func compare(_ kind: String, _ name: String, _ left: String?, _ right: String?) {
            if left != right {
                lines.append(VersionDifference.Line(kind: kind, name: name, old: left, new: right))
            }
        }
        compare("size", "base", old.size.literal, new.size.literal)
        compare("fact", "os", old.os, new.os)
        compare("fact", "release", old.release, new.release)
        compare("fact", "arch", old.architecture, new.architecture)
        compare("fact", "kernel", old.kernel, new.kernel)
        compare("fact", "format", old.format, new.format)
        compare("fact", "template", old.template, new.template)
        compare("fact", "recipe", old.recipe?.short, new.recipe?.short)
        let (before, after) = (try inventory(old), try inventory(new))
        for name in Set(before.keys).union(after.keys).sorted() {
            compare("package", name, before[name], after[name])
        }
        return VersionDifference(lines: lines)
    }

    private func inventory(_ version: ImageVersion) throws -> [String: String] {
        let packages = try packages(of: version.id)
        return Dictionary(packages.map { ("\($0.name):\($0.architecture)", $0.version) }) { first, _ in first
        }
    }
}
