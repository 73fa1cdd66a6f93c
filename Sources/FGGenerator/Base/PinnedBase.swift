/// A base whose bytes are in the store, with what was found in them.
package struct PinnedBase: Sendable {
    /// What a recipe says of it.
    package let recipe: Recipe.Base
    let facts: BaseFacts

    /// Whether the image's own dpkg can install packages over it.
    var takesPackages: Bool { facts.status != nil }
}
