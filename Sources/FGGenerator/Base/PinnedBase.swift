import FGCore

/// A base whose bytes are in the store, with what was found in them.
package struct PinnedBase: Sendable {
    /// What a recipe says of it.
    package let recipe: Recipe.Base
    let facts: BaseFacts
    /// A file with rpm's database; nil where its packages are not those of rpm.
    let database: FilePath?

    /// Whether packages can be installed over it: by its own dpkg, or by this machine's DNF.
    var takesPackages: Bool {
        facts.status != nil || database != nil && facts.os.map { RedHatFamily().systems[$0] != nil } ?? false
    }
}
