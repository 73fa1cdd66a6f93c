import FGCore
import FGLanguage

/// How a candidate is written where the cursor is: in the quotes that are open, or in some where it needs them.
struct CandidateInsertion {
    private let context: CompletionContext
    /// Whether candidates are parts of the language, which stand as they are.
    private let isRaw: Bool
    private let isCondition: Bool

    init(_ context: CompletionContext) {
        self.context = context
        switch context.wanted {
        case .variable, .variableField, .expression, .words, .comparison, .packageComparison, .conjunction:
            isRaw = true
        default: isRaw = false
        }
        switch context.wanted {
        case .value, .packageVersion: isCondition = true
        default: isCondition = false
        }
    }

    /// What takes the word's place: the only candidate, or what all begin with; nil when that adds nothing.
    func text(for list: SuggestionList) -> String? {
        guard let first = list.items.first else { return nil }
        if list.items.count == 1, list.rest == 0 { return written(first) + ending(of: first) }
        let common = Self.commonPrefix(list.items.map(\.text))
        guard common.utf8.count > context.prefix.utf8.count, common.hasPrefix(context.prefix) else {
            return nil
        }
        return written(Suggestion(common, isPartial: true))
    }

    /// A candidate as it is written, without the blank behind it.
    func written(_ candidate: Suggestion) -> String {
        if isRaw { return candidate.text + closing(candidate) }
        let isPlain =
            !candidate.text.isEmpty
            && candidate.text.allSatisfy { !$0.isWhitespace && !special.contains($0) }
        if context.quote == nil, isPlain { return candidate.text }
        let mark = candidate.text.contains("'") ? "\"" : context.quote ?? "'"
        let inside = mark == "'" ? candidate.text : WordQuoting.escaped(candidate.text)
        return "\(mark)\(inside)" + (candidate.isPartial ? "" : "\(mark)")
    }

    private var special: String { isCondition ? "'\"$|(){};#\\,=<>!~&\u{feff}" : "'\"$|(){};#\\&\u{feff}" }

    private func closing(_ candidate: Suggestion) -> String {
        switch context.wanted {
        case .variable(isBraced: true) where !candidate.isPartial, .variableField where !candidate.isPartial:
            "}"
        default: ""
        }
    }

    private func ending(of candidate: Suggestion) -> String {
        switch context.wanted {
        case .variable, .variableField: ""
        default: candidate.isPartial || candidate.text.hasSuffix("(") ? "" : " "
        }
    }

    private static func commonPrefix(_ texts: [String]) -> String {
        guard let first = texts.min(), let last = texts.max() else { return "" }
        return String(zip(first, last).prefix { $0 == $1 }.map(\.0))
    }
}
