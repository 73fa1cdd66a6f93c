import FGCore
import FGLanguage

/// The words of the language, each with what it means.
extension CandidateFinder {
    static let stages = [
        Suggestion("where", "the rows that a condition holds for"),
        Suggestion("sort", "the rows in the order of fields"),
        Suggestion("columns", "these fields only"),
        Suggestion("first", "so many rows"),
        Suggestion("count", "the number of rows"),
        Suggestion("each", "a block for each row"),
    ]

    static let conjunctions = [
        Suggestion("and", "both hold"), Suggestion("or", "one of them holds"),
    ]

    static let statements = [
        "let", "for", "if", "try", "atomic", "def", "template", "alias", "explain", "time",
    ]

    static let words = [
        "let": "give a value a name",
        "for": "a block for each of some values",
        "if": "a block when a condition holds",
        "try": "a block whose failure is caught",
        "else": "the block for the other case",
        "atomic": "a block whose changes are made together or not at all",
        "def": "a command of your own",
        "template": "describe an image",
        "alias": "a word for the beginning of a command",
        "explain": "show how a statement is understood",
        "time": "say how long a statement took",
        "in": "the values to go through",
        "=": "its value",
        "(": "the values that it is one of",
    ]

    /// The variables that the shell sets.
    static let builtins = [
        "now": "the time", "user": "who you are", "project": "the current project",
        "status": "that of the last statement",
    ]

    static func meaning(of comparison: Condition.Operator, _ type: FieldSpecification.FieldType) -> String {
        let isDate = type == .date
        return switch comparison {
        case .equal: "is"
        case .notEqual: "is not"
        case .less: isDate ? "before, or younger than an age" : "less than"
        case .lessOrEqual: isDate ? "not after, or not older than an age" : "at most"
        case .greater: isDate ? "after, or older than an age" : "more than"
        case .greaterOrEqual: isDate ? "not before, or not younger than an age" : "at least"
        case .like: "is like a pattern with * and ?"
        }
    }
}
