import FGCore
import FGDatabase
import FGLanguage

/// Compiles a resolved condition to SQL over `versions v` and `images i`, every value bound.
///
/// The rules are those of `ConditionEvaluator`: a comparison with a missing value does not hold. `not` is pushed down to
/// the comparisons, and long chains are cut into groups, because SQLite limits how deep an expression nests.
struct ConditionCompiler {
    private let now: Timestamp
    /// Whether so many versions have a package that each is better asked than all of them listed.
    private let isCommon: (String) throws -> Bool

    init(now: Timestamp, isCommon: @escaping (String) throws -> Bool) {
        self.now = now
        self.isCommon = isCommon
    }

    /// The SQL of a condition, which is 0 or 1 and never null.
    func compile(_ condition: Condition) throws -> SQLCondition {
        try compile(condition, isNegated: false)
    }

    private func compile(_ condition: Condition, isNegated: Bool) throws -> SQLCondition {
        let term: SQLCondition
        switch condition.kind {
        case .and, .or:
            return SQLCondition.joined(
                try chain(condition, isNegated: isNegated).map { try compile($0.0, isNegated: $0.isNegated) },
                Self.isConjunction(condition, isNegated) ? .and : .or
            )
        case .not(let inner): return try compile(inner, isNegated: !isNegated)
        case .flag(let name): term = try flag(name)
        case .comparison(let name, let comparison, let operand):
            term = try compare(name, comparison, operand.value)
        case .membership(let name, let operands): term = try membership(name, operands.map(\.value))
        case .package(let name, let version): term = try package(name.value, version)
        }
        return isNegated ? term.negated : term
    }

    /// The members of a chain of `and` or of `or`, where `not` turns one into the other.
    private func chain(_ condition: Condition, isNegated: Bool) -> [(Condition, isNegated: Bool)] {
        let kind = Self.isConjunction(condition, isNegated)
        var members: [(Condition, isNegated: Bool)] = []
        var open = [(condition, isNegated)]
        while let (condition, isNegated) = open.popLast() {
            switch condition.kind {
            case .and(let left, let right) where Self.isConjunction(condition, isNegated) == kind,
                .or(let left, let right) where Self.isConjunction(condition, isNegated) == kind:
                open += [(right, isNegated), (left, isNegated)]
            case .not(let inner): open.append((inner, !isNegated))
            default: members.append((condition, isNegated))
            }
        }
        return members
    }

    private static func isConjunction(_ condition: Condition, _ isNegated: Bool) -> Bool {
        if case .and = condition.kind { return !isNegated }
        return isNegated
    }

    private func flag(_ name: String) throws -> SQLCondition {
        switch name {
        case "verified", "deployable": return SQLCondition("v.state = 'verified'")
        default: throw FGError(.usage, "no flag is called \"\(name)\"")
        }
    }

    private func compare(_ name: String, _ comparison: Condition.Operator, _ value: Value) throws
        -> SQLCondition
    {
        if case .bool(let flag) = value {
            let term = try self.flag(name)
            return flag == (comparison == .equal) ? term : term.negated
        }
        // A row without tags has an empty list, which is a value: `tag != x` holds for it.
        if let list = Self.lists[name], comparison == .notEqual {
            return test(list.column, .equal, value).inside(list.rows, ")").negated
        }
        if let (open, column) = rows(of: name) { return test(column, comparison, value).inside(open, ")") }
        return test(try column(name), comparison, value).inside("coalesce(", ", 0)")
    }

    /// A field that is equal to one of some values.
    private func membership(_ name: String, _ values: [Value]) throws -> SQLCondition {
        let isPlain = values.allSatisfy { value in
            switch value {
            case .bool, .version: false
            default: true
            }
        }
        guard isPlain else {
            return SQLCondition.joined(try values.map { try compare(name, .equal, $0) }, .or)
        }
        let marks = Array(repeating: "?", count: values.count).joined(separator: ", ")
        let bindings = values.map(binding)
        func test(_ column: String) -> SQLCondition {
            SQLCondition("\(column) IN (\(marks))", bindings)
        }
        if let (open, column) = rows(of: name) { return test(column).inside(open, ")") }
        return test(try column(name)).inside("coalesce(", ", 0)")
    }

    /// How a search in another table's rows begins, and its column, for fields that are no column of their own.
    private func rows(of name: String) -> (open: SQLCondition, column: String)? {
        if let list = Self.lists[name] { return (list.rows, list.column) }
        guard name.hasPrefix("property.") else { return nil }
        let property = Binding.text(String(name.dropFirst("property.".count)))
        return (
            SQLCondition("EXISTS (SELECT 1 FROM properties WHERE image = i.id AND name = ? AND ", [property]),
            "value"
        )
    }

    private func column(_ name: String) throws -> String {
        if let column = Self.columns[name] { return column }
        throw FGError(.usage, "no field is called \"\(name)\"")
    }

    private func test(_ column: String, _ comparison: Condition.Operator, _ value: Value) -> SQLCondition {
        switch value {
        case .version:
            return order("debian_compare(\(column), ?)", comparison, value)
        case .duration where Self.moments.contains(column):
            // An age compares the other way round than a moment.
            let turned = Self.turned[comparison] ?? comparison
            return SQLCondition("\(column) \(Self.operators[turned] ?? "=") ?", [binding(value)])
        case _ where comparison == .like:
            return SQLCondition("\(column) GLOB ?", [.text(Self.glob(value.literal))])
        default:
            return SQLCondition("\(column) \(Self.operators[comparison] ?? "=") ?", [binding(value)])
        }
    }

    private func order(_ function: String, _ comparison: Condition.Operator, _ value: Value) -> SQLCondition {
        SQLCondition("\(function) \(Self.operators[comparison] ?? "=") 0", [binding(value)])
    }

    /// A value as the tables hold it; an age is the moment that long ago.
    private func binding(_ value: Value) -> Binding {
        switch value {
        case .integer(let number): .integer(number)
        case .size(let size): .integer(size.bytes)
        case .date(let time): .integer(time.seconds)
        case .duration(let span): .integer(now.seconds - span.seconds)
        default: .text(value.literal)
        }
    }

    private func package(_ name: Value, _ version: Condition.PackageVersion?) throws -> SQLCondition {
        let start =
            try isCommon(name.literal)
            ? "EXISTS (SELECT 1 FROM packages p WHERE p.version = v.id AND p.name"
            : "v.id IN (SELECT version FROM packages WHERE name"
        let open = SQLCondition(
            "\(start) = (SELECT id FROM package_names WHERE name = ?)",
            [binding(name)]
        )
        guard let version else { return SQLCondition("").inside(open, ")") }
        let function = "package_compare(arch, package_version, ?)"
        let test = order(function, version.comparison, version.version.value)
        return test.inside(open + SQLCondition(" AND "), ")")
    }

    /// SQLite's GLOB knows `[…]` besides `*` and `?`: the language does not, so brackets stand for themselves.
    private static func glob(_ pattern: String) -> String {
        pattern.unicodeScalars.map { $0 == "[" ? "[[]" : String($0) }.joined()
    }

    private static let operators: [Condition.Operator: String] = [
        .equal: "=", .notEqual: "<>", .less: "<", .lessOrEqual: "<=", .greater: ">", .greaterOrEqual: ">=",
        .like: "GLOB",
    ]

    /// The columns that hold a moment, which has an age.
    private static let moments: Set<String> = ["v.created", "v.used", "v.evicted", "v.rebuilt"]

    private static let turned: [Condition.Operator: Condition.Operator] = [
        .less: .greater, .lessOrEqual: .greaterOrEqual, .greater: .less, .greaterOrEqual: .lessOrEqual,
    ]

    /// Fields with several values, which another table has a row each for.
    private static let lists: [String: (rows: SQLCondition, column: String)] = [
        "tag": (SQLCondition("EXISTS (SELECT 1 FROM tags WHERE image = i.id AND "), "tag"),
        "channel": (SQLCondition("EXISTS (SELECT 1 FROM channels WHERE version = v.id AND "), "name"),
        "lineage": (SQLCondition("EXISTS (SELECT 1 FROM lineage WHERE version = v.id AND "), "template"),
    ]

    private static let columns = [
        "name": "i.name", "version": "v.number", "project": "i.project", "owner": "i.owner",
        "state": "v.state",
        "os": "v.os", "release": "v.release", "arch": "v.arch", "kernel": "v.kernel", "format": "v.format",
        "size": "v.size", "created": "v.created", "used": "v.used", "uses": "v.uses",
        "evicted": "v.evicted", "rebuilt": "v.rebuilt",
        "template": "v.template",
        "digest": "('sha256:' || v.manifest)",
    ]
}
