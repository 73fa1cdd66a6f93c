import FGCore
import FGLanguage

/// What stages do to tables.
enum TableStage {
    /// The rows that a condition holds for.
    static func filter(
        _ table: Table,
        by condition: Condition,
        user: String,
        now: Timestamp,
        _ variable: (String, String?) -> Value?
    ) throws -> Table {
        let fields = table.columns.enumerated().map { index, column in
            FieldSpecification(column.name, type(of: table, index), "")
        }
        let resolved = try condition.resolved(fields: fields, user: user, variable: variable)
        let evaluator = ConditionEvaluator(resolved, now: now)
        let positions = Dictionary(table.columns.enumerated().map { ($1.name, $0) }) { first, _ in first }
        let rows = try table.rows.filter { row in
            try evaluator.matches { name in positions[name].map { row[$0] } }
        }
        return Table(columns: table.columns, rows: rows)
    }

    /// The type of a column: that of its first value.
    private static func type(of table: Table, _ column: Int) -> FieldSpecification.FieldType {
        for row in table.rows {
            switch row[column] {
            case .null: continue
            case .bool: return .flag
            case .integer: return .integer
            case .size: return .size
            case .duration: return .duration
            case .date: return .date
            case .version: return .version
            case .list: return .texts
            default: return .text
            }
        }
        return .text
    }

    /// The rows in the order of the keys; rows with equal keys stay in their order, missing values come last.
    static func sort(_ table: Table, by keys: [SortKey]) throws -> Table {
        let columns = try keys.map { (try index(of: $0.field.name, in: table), $0.isDescending) }
        let rows = table.rows.enumerated().sorted { left, right in
            for (column, isDescending) in columns {
                let order = compare(left.element[column], right.element[column])
                if order != 0 { return isDescending ? order > 0 : order < 0 }
            }
            return left.offset < right.offset
        }
        return Table(columns: table.columns, rows: rows.map(\.element))
    }

    /// The named columns, in that order.
    static func columns(_ table: Table, _ names: [String]) throws -> Table {
        let indices = try names.map { try index(of: $0, in: table) }
        return Table(
            columns: indices.map { Table.Column(table.columns[$0].name) },
            rows: table.rows.map { row in indices.map { row[$0] } }
        )
    }

    private static func index(of name: String, in table: Table) throws -> Int {
        if let index = table.columns.firstIndex(where: { $0.name == name }) { return index }
        throw FGError(
            .usage,
            "the rows have no column \"\(name)\"",
            hint: NearestName.hint(for: name, in: table.columns.map(\.name))
        )
    }

    private static func compare(_ left: Value, _ right: Value) -> Int {
        switch (left, right) {
        case (.null, .null): 0
        case (.null, _): 1
        case (_, .null): -1
        case (.integer(let left), .integer(let right)): Order.of(left, right)
        case (.size(let left), .size(let right)): Order.of(left, right)
        case (.duration(let left), .duration(let right)): Order.of(left, right)
        case (.date(let left), .date(let right)): Order.of(left, right)
        case (.version(let left), .version(let right)): Order.of(left, right)
        case (.bool(let left), .bool(let right)): Order.of(left ? 1 : 0, right ? 1 : 0)
        default: Order.of(left.literal, right.literal)
        }
    }
}
