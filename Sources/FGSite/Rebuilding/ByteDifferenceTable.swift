import FGCore
import FGInspect

/// Where bytes differ, as rows.
enum ByteDifferenceTable {
    /// A row for each line: what it is about, and how it changed.
    static func of(_ lines: [DiskDifference.Line]) -> Table {
        Table(
            columns: ["kind", "name", "change", "aspect", "old", "new"].map { Table.Column($0) },
            rows: lines.map { line in
                [
                    .text(line.kind.rawValue), .text(line.name), .text(line.change.rawValue),
                    line.aspect.map { .text($0) } ?? .null, line.old.map { .text($0) } ?? .null,
                    line.new.map { .text($0) } ?? .null,
                ]
            }
        )
    }
}
