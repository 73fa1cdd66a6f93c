import FGCore

/// Suggests the stage that a mistyped word was meant to be.
enum NearestStage {
    static let names = ["where", "sort", "columns", "first", "count", "each"]

    static func hint(for name: String) -> String? {
        NearestName.hint(for: name, in: names)
    }
}
