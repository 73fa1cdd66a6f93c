import FGDatabase

/// A piece of a condition in SQL with the values of its marks.
struct SQLCondition: Sendable {
    /// How conditions are joined.
    enum Junction: String {
        case and = " AND "
        case or = " OR "
    }

    let text: String
    let bindings: [Binding]
    private let shape: Shape
    /// How deep it nests: the parser needs more room the deeper a condition stands behind another.
    private let depth: Int

    private enum Shape {
        case term
        case conjunction
        case disjunction
    }

    /// Members of a chain that stand in one group.
    private static let groupSize = 32

    init(_ text: String, _ bindings: [Binding] = []) {
        self.init(text, bindings, .term, depth: 0)
    }

    private init(_ text: String, _ bindings: [Binding], _ shape: Shape, depth: Int) {
        self.text = text
        self.bindings = bindings
        self.shape = shape
        self.depth = depth
    }

    /// The opposite of a condition that is 0 or 1.
    var negated: SQLCondition {
        SQLCondition("NOT " + (shape == .term ? text : "(\(text))"), bindings)
    }

    /// The condition between what stands before and behind it.
    func inside(_ open: SQLCondition, _ close: String) -> SQLCondition {
        SQLCondition(open.text + text + close, open.bindings + bindings)
    }

    /// The condition between texts.
    func inside(_ open: String, _ close: String) -> SQLCondition {
        inside(SQLCondition(open), close)
    }

    /// The two pieces one after the other.
    static func + (left: SQLCondition, right: SQLCondition) -> SQLCondition {
        SQLCondition(left.text + right.text, left.bindings + right.bindings)
    }

    /// Joins conditions so that neither long chains nor deep nesting pass SQLite's limits.
    ///
    /// SQLite's parser keeps what stands before an open parenthesis, so the deepest condition comes first; and it
    /// counts how deep the tree of an expression is, so long chains are cut into groups.
    static func joined(_ conditions: [SQLCondition], _ junction: Junction) -> SQLCondition {
        var members = conditions.enumerated()
            .sorted { ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset) }
            .map(\.element)
        while members.count > groupSize {
            members = stride(from: 0, to: members.count, by: groupSize).map { start in
                let group = group(members[start..<min(start + groupSize, members.count)], junction)
                return SQLCondition("(\(group.text))", group.bindings, .term, depth: group.depth)
            }
        }
        return group(members[...], junction)
    }

    private static func group(_ members: ArraySlice<SQLCondition>, _ junction: Junction) -> SQLCondition {
        guard members.count > 1 || members.isEmpty else { return members[members.startIndex] }
        // Only an OR inside an AND needs parentheses.
        let texts = members.map { junction == .and && $0.shape == .disjunction ? "(\($0.text))" : $0.text }
        return SQLCondition(
            texts.joined(separator: junction.rawValue),
            members.flatMap(\.bindings),
            junction == .and ? .conjunction : .disjunction,
            depth: (members.map(\.depth).max() ?? 0) + 1
        )
    }
}
