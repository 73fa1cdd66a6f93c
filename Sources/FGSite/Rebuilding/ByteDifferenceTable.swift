import FGCore
import FGInspect

/// Where bytes differ, as rows.
enum ByteDifferenceTable {
    /// A row for each line: what it is about, and how it changed; what differs inside of a file follows its own last row.
    static func of(
        _ lines: [DiskDifference.Line],
        inside: [DiskDifference.ChangedFile: [InnerDifference.Line]] = [:]
    ) -> Table {
        let inner = Dictionary(inside.map { (PrintableText.of($0.key.path), $0.value) }) { first, _ in first }
        var rows: [[Value]] = []
        for (index, line) in lines.enumerated() {
            rows.append(
                row(line.kind.rawValue, line.name, line.change.rawValue, line.aspect, line.old, line.new)
            )
            let isLast = index + 1 == lines.count || lines[index + 1].name != line.name
            guard isLast, line.kind == .file else { continue }
            for part in inner[line.name] ?? [] {
                rows.append(row("inside", line.name, line.change.rawValue, part.aspect, part.old, part.new))
            }
        }
        return Table(
            columns: ["kind", "name", "change", "aspect", "old", "new"].map { Table.Column($0) },
            rows: rows
        )
    }

    private static func row(
        _ kind: String,
        _ name: String,
        _ change: String,
        _ aspect: String?,
        _ old: String?,
        _ new: String?
    ) -> [Value] {
        [
            .text(kind), .text(name), .text(change), aspect.map { .text($0) } ?? .null,
            old.map { .text($0) } ?? .null,
            new.map { .text($0) } ?? .null,
        ]
    }
}
