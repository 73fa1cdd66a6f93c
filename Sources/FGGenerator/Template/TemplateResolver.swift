package import FGCore
import FGLanguage

/// Merges a chain of templates into one, from the root to the leaf, and fills the parameters in.
package struct TemplateResolver {
    /// A merged fact with the place it comes from.
    package struct Fact: Sendable, Hashable {
        package let text: String
        /// `FILE:LINE`, or `implied by disk`.
        package let origin: String
    }

    /// What came of a chain.
    package struct Resolution: Sendable {
        package let template: ResolvedTemplate
        package let facts: [Fact]
        /// The content of the template's files, by digest.
        package let contents: [Digest: [UInt8]]
    }

    /// How long a chain may be.
    package static let chainLimit = 16

    /// The chain of a template, root first.
    ///
    /// - Throws: `SourceError` for a parent that is not pinned; `invalid` for a cycle or a chain that is too long.
    package static func chain(
        of leaf: TemplateLevel,
        parent: (String, Int) throws -> TemplateLevel
    ) throws -> [TemplateLevel] {
        var chain = [leaf]
        var seen: Set<String> = []
        while let (name, revision) = try chain[0].parent() {
            guard seen.insert("\(name):\(revision)").inserted,
                name != leaf.definition.name.name || chain.count == 1
            else {
                throw FGError(
                    .invalid,
                    "template \(leaf.definition.name.name) extends itself through \(name):\(revision)"
                )
            }
            guard chain.count < chainLimit else {
                throw FGError(
                    .invalid,
                    "the chain of template \(leaf.definition.name.name) is longer than \(chainLimit)"
                )
            }
            chain.insert(try parent(name, revision), at: 0)
        }
        return chain
    }

    /// Merges a chain, root first.
    ///
    /// - Throws: `SourceError` with everything that is wrong in the first template that something is wrong in;
    ///   `invalid` for arguments that the parameters do not take.
    package static func resolve(_ chain: [TemplateLevel], arguments: [String: String]) throws -> Resolution {
        let parameters = try TemplateParameters(chain, arguments: arguments)
        guard let leaf = chain.last else { throw FGError(.invalid, "there is no template") }
        var merge = TemplateMerge(name: leaf.definition.name.name, parameters: parameters)
        for level in chain {
            merge.apply(level)
            if !merge.diagnostics.isEmpty { throw SourceError(merge.diagnostics, in: level.source) }
        }
        return try merge.finish(leaf)
    }
}
