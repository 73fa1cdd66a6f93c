import FGCore
import FGDatabase
import FGLanguage

/// Compiles a resolved condition to SQL over `versions v` and `images i`, every value bound.
///
/// The rules are those of `ConditionEvaluator`: a comparison with a missing value does not hold.
struct ConditionCompiler {
    private(set) var bindings: [Binding] = []
    private let now: Timestamp

    init(now: Timestamp) {
        self.now = now
    }

    /// The SQL of a condition, which is 0 or 1 and never null.
    mutating func compile(_ condition: Condition) throws -> String {
        switch condition.kind {
        case .and(let left, let right): return "(\(try compile(left)) AND \(try compile(right)))"
        case .or(let left, let right): return "(\(try compile(left)) OR \(try compile(right)))"
        case .not(let inner): return "(NOT \(try compile(inner)))"
        case .flag(let name): return try flag(name)
        case .comparison(let name, let comparison, let operand):
            return try compare(name, comparison, operand.value)
        case .membership(let name, let operands):
            let terms = try operands.map { try compare(name, .equal, $0.value) }
            return "(\(terms.joined(separator: " OR ")))"
        case .package(let name, let version): return try package(name.value, version)
        }
    }

    private func flag(_ name: String) throws -> String {
        switch name {
        case "verified", "deployable": return "(v.state = 'verified')"
        default: throw FGError(.usage, "no flag is called \"\(name)\"")
        }
    }

    private mutating func compare(
        _ name: String,
        _ comparison: Condition.Operator,
        _ value: Value
    ) throws -> String {
        if case .bool(let flag) = value {
            let isPositive = flag == (comparison == .equal)
            return isPositive ? try self.flag(name) : "(NOT \(try self.flag(name)))"
        }
        if name == "tag" { return any("tags WHERE image = i.id", "tag", comparison, value) }
        if name == "lineage" { return any("lineage WHERE version = v.id", "template", comparison, value) }
        if name.hasPrefix("property.") {
            bindings.append(.text(String(name.dropFirst("property.".count))))
            let test = test("value", comparison, value)
            return "EXISTS (SELECT 1 FROM properties WHERE image = i.id AND name = ? AND \(test))"
        }
        guard let column = Self.columns[name] else { throw FGError(.usage, "no field is called \"\(name)\"") }
        if case .duration(let age) = value, name == "created" || name == "used" {
            // An age compares the other way round than a moment, and equal ages are equal moments.
            let turned = Self.turned[comparison] ?? comparison
            bindings.append(.integer(now.seconds - age.seconds))
            return "coalesce(\(column) \(Self.operators[turned] ?? "=") ?, 0)"
        }
        return "coalesce(\(test(column, comparison, value)), 0)"
    }

    /// A comparison with the texts of a list, which a table has a row each for.
    private mutating func any(
        _ rows: String,
        _ column: String,
        _ comparison: Condition.Operator,
        _ value: Value
    ) -> String {
        let isNegated = comparison == .notEqual
        let test = test(column, isNegated ? .equal : comparison, value)
        // A row without tags has an empty list, which is a value: `tag != x` holds for it.
        return "\(isNegated ? "NOT " : "")EXISTS (SELECT 1 FROM \(rows) AND \(test))"
    }

    private mutating func test(_ column: String, _ comparison: Condition.Operator, _ value: Value) -> String {
        switch value {
        case .integer(let number): bindings.append(.integer(number))
        case .size(let size): bindings.append(.integer(size.bytes))
        case .date(let time): bindings.append(.integer(time.seconds))
        case .duration(let span): bindings.append(.integer(span.seconds))
        case .version(let version):
            bindings.append(.text(version.text))
            return "debian_compare(\(column), ?) \(Self.operators[comparison] ?? "=") 0"
        default:
            bindings.append(.text(comparison == .like ? Self.glob(value.literal) : value.literal))
        }
        return "\(column) \(Self.operators[comparison] ?? "=") ?"
    }

    private mutating func package(_ name: Value, _ version: Condition.PackageVersion?) throws -> String {
        bindings.append(.text(name.literal))
        var test = ""
        if let version {
            bindings.append(.text(version.version.value.literal))
            test = " AND debian_compare(package_version, ?) \(Self.operators[version.comparison] ?? "=") 0"
        }
        return """
            v.id IN (SELECT version FROM packages WHERE name = \
            (SELECT id FROM package_names WHERE name = ?)\(test))
            """
    }

    /// SQLite's GLOB knows `[…]` besides `*` and `?`: the language does not, so brackets stand for themselves.
    private static func glob(_ pattern: String) -> String {
        pattern.map { $0 == "[" ? "[[]" : String($0) }.joined()
    }

    private static let operators: [Condition.Operator: String] = [
        .equal: "=", .notEqual: "<>", .less: "<", .lessOrEqual: "<=", .greater: ">", .greaterOrEqual: ">=",
        .like: "GLOB",
    ]

    private static let turned: [Condition.Operator: Condition.Operator] = [
        .less: .greater, .lessOrEqual: .greaterOrEqual, .greater: .less, .greaterOrEqual: .lessOrEqual,
    ]

    private static let columns = [
        "name": "i.name", "version": "v.number", "project": "i.project", "owner": "i.owner",
        "state": "v.state",
        "os": "v.os", "release": "v.release", "arch": "v.arch", "kernel": "v.kernel", "format": "v.format",
        "size": "v.size", "created": "v.created", "used": "v.used", "uses": "v.uses",
        "template": "v.template",
        "digest": "v.manifest",
    ]
}
