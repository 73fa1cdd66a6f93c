/// What differs between the facts of two merged templates.
package struct TemplateDifference: Sendable {
    /// A fact that one of them does not have, or has otherwise.
    package struct Change: Sendable, Hashable {
        /// What it is about, such as `package gcc` or `disk`.
        package let subject: String
        /// The fact of the first; nil when only the second has it.
        package let old: TemplateResolver.Fact?
        /// The fact of the second; nil when only the first has it.
        package let new: TemplateResolver.Fact?
    }

    /// In the order of the second's facts, each keyword's removed ones before them.
    package let changes: [Change]

    /// Compares the facts of two templates.
    package init(from old: [TemplateResolver.Fact], to new: [TemplateResolver.Fact]) {
        changes = TemplateKeyword.allCases.flatMap { keyword in
            let before = old.filter { $0.keyword == keyword.rawValue }
            let after = new.filter { $0.keyword == keyword.rawValue }
            return Self.isSequence(keyword) ? Self.steps(before, after) : Self.keyed(before, after)
        }
    }

    /// Whether lines of a keyword have no names, but an order.
    private static func isSequence(_ keyword: TemplateKeyword) -> Bool {
        keyword == .run || keyword == .check
    }

    private static func keyed(_ before: [TemplateResolver.Fact], _ after: [TemplateResolver.Fact]) -> [Change]
    {
        let old = Dictionary(before.map { ($0.subject, $0) }) { first, _ in first }
        let kept = Set(after.map(\.subject))
        let removed = before.filter { !kept.contains($0.subject) }
        let changed = after.filter { old[$0.subject]?.text != $0.text }
        return removed.map { Change(subject: $0.subject, old: $0, new: nil) }
            + changed.map { Change(subject: $0.subject, old: old[$0.subject], new: $0) }
    }

    private static func steps(_ before: [TemplateResolver.Fact], _ after: [TemplateResolver.Fact]) -> [Change]
    {
        let difference = after.map(\.text).difference(from: before.map(\.text))
        return difference.removals.map { change in
            Change(subject: before[offset(change)].keyword, old: before[offset(change)], new: nil)
        }
            + difference.insertions.map { change in
                Change(subject: after[offset(change)].keyword, old: nil, new: after[offset(change)])
            }
    }

    private static func offset(_ change: CollectionDifference<String>.Change) -> Int {
        switch change {
        case .remove(let offset, _, _), .insert(let offset, _, _): offset
        }
    }
}

extension TemplateResolver.Fact {
    /// The first word of its line.
    fileprivate var keyword: String { String(subject.prefix { $0 != " " }) }
}
