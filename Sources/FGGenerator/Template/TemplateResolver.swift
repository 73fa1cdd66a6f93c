package import FGCore
package import FGLanguage

/// Merges a chain of templates into one, from the root to the leaf, and fills the parameters in.
package struct TemplateResolver {
    /// A merged fact with the place it comes from.
    package struct Fact: Sendable, Hashable {
        /// What it is about, such as `package gcc` or `disk`.
        package let subject: String
        package let text: String
        /// `FILE:LINE`, or the line that implies it: `implied by disk`.
        package let origin: String
    }

    /// What came of a chain.
    package struct Resolution: Sendable {
        package let template: ResolvedTemplate
        package let facts: [Fact]
        /// The content of the template's files, by digest.
        package let contents: [Digest: [UInt8]]
        /// The packages that lines name, by the template of the chain that is the first to do so, then by name; what lines imply
        /// comes last.
        let packageOrder: [String]
        /// Where the facts stand.
        let places: TemplatePlaces
        /// Where the base is, if it is a file.
        let basePath: FilePath?
    }

    /// What a chain is, also when something in it is wrong.
    package struct Examination: Sendable {
        package let errors: [SourceError]
        /// What is right of it, as far as it says which archives it is made from; nil when it does not.
        package let resolution: Resolution?
        /// Whether the resolution has every line.
        package let isWhole: Bool
    }

    /// How long a chain may be.
    package static let chainLimit = 16

    /// The chain of a template, root first.
    ///
    /// - Throws: `SourceError` for a parent that is not pinned or not there, a cycle, or a chain that is too long.
    package static func chain(
        of leaf: TemplateLevel,
        parent: (String, Int) throws -> TemplateLevel
    ) throws -> [TemplateLevel] {
        var chain = [leaf]
        var seen: Set<String> = []
        let name = leaf.definition.name.name
        while let named = try chain[0].parent() {
            guard seen.insert("\(named.name):\(named.revision)").inserted,
                named.name != name || chain.count == 1
            else {
                throw chain[0].error(
                    "template \(name) extends itself through \(named.name):\(named.revision)",
                    at: named.range
                )
            }
            guard chain.count < chainLimit else {
                throw chain[0].error("the chain of \(name) is longer than \(chainLimit)", at: named.range)
            }
            do {
                chain.insert(try parent(named.name, named.revision), at: 0)
            } catch let error as FGError where error.code == .notFound {
                throw chain[0].error(error.message, at: named.range, hint: error.hint)
            }
        }
        return chain
    }

    /// Checks a chain, root first, as far as it can be without values for its parameters.
    ///
    /// - Throws: as `resolve`, but not for a parameter without value: that is given when an image is generated.
    package static func check(_ chain: [TemplateLevel]) throws {
        let parameters = try TemplateParameters(declaredIn: chain)
        try parameters.checkPatterns()
        if let error = SourceError(joining: chain.flatMap(\.includeProblems)),
            !parameters.namesWithoutValue.isEmpty
        {
            throw error
        }
        if parameters.namesWithoutValue.isEmpty { _ = try resolve(chain, arguments: [:]) }
    }

    /// Merges what is right of a chain, root first, and collects all that is wrong in it; lines whose parameters have no
    /// value are left out.
    ///
    /// - Throws: `invalid` for arguments that the parameters do not take.
    package static func examine(_ chain: [TemplateLevel], arguments: [String: String]) throws -> Examination {
        guard let leaf = chain.last else { throw FGError(.invalid, "there is no template") }
        do {
            var merge = TemplateMerge(leaf, parameters: try TemplateParameters(chain, given: arguments))
            var errors: [SourceError] = []
            for level in chain {
                merge.apply(level)
                if let error = merge.error { errors.append(error) }
            }
            guard merge.knowsArchives else {
                return Examination(errors: errors, resolution: nil, isWhole: false)
            }
            do {
                return Examination(
                    errors: errors,
                    resolution: try merge.finish(leaf),
                    isWhole: errors.isEmpty && !merge.hasOpenLines
                )
            } catch let error as SourceError {
                return Examination(errors: errors + [error], resolution: nil, isWhole: false)
            }
        } catch let error as SourceError {
            return Examination(errors: [error], resolution: nil, isWhole: false)
        }
    }

    /// The parameters of a chain.
    ///
    /// - Throws: `SourceError` for a pattern that is none.
    package static func parameters(of chain: [TemplateLevel]) throws -> [String] {
        try TemplateParameters(declaredIn: chain).names
    }

    /// Merges a chain, root first.
    ///
    /// - Throws: `SourceError` with everything that is wrong in the first template that something is wrong in;
    ///   `invalid` for arguments that the parameters do not take.
    package static func resolve(_ chain: [TemplateLevel], arguments: [String: String]) throws -> Resolution {
        let parameters = try TemplateParameters(chain, arguments: arguments)
        guard let leaf = chain.last else { throw FGError(.invalid, "there is no template") }
        var merge = TemplateMerge(leaf, parameters: parameters)
        for level in chain {
            merge.apply(level)
            if let error = merge.error { throw error }
        }
        return try merge.finish(leaf)
    }
}
