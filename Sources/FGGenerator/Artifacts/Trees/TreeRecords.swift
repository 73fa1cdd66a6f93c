import FGCore
import FGInspect

/// The files of a tree, collected in any order.
struct TreeRecords {
    private var records: [String: TreeRecord] = [:]

    /// Adds a file.
    ///
    /// - Throws: `refused` when its path is taken.
    mutating func add(_ record: TreeRecord) throws {
        guard records.updateValue(record, forKey: record.path) == nil else {
            throw FGError(.refused, "/\(PrintableText.of(record.path)) stands there twice")
        }
    }

    /// The content, whose digests are those of the canonical JSON of all files, one a line, sorted by path.
    ///
    /// The digest that ties all forms is that without access control lists.
    func content() throws -> ArtifactContent {
        ArtifactContent(try digest(.withoutAccessLists), exact: try digest(.all))
    }

    private func digest(_ attributes: TreeAttributes) throws -> Digest {
        let hash = SHA256()
        for record in sorted {
            hash.update(try CanonicalJSON.encode(record.keeping(attributes)))
            hash.update([0x0a])
        }
        return hash.finish()
    }

    /// What is known of a path.
    subscript(path: String) -> TreeRecord? { records[path] }

    /// The files by path; of several names of one file the others name the first, whichever the archive stored it under.
    var sorted: [TreeRecord] {
        var groups: [String: [String]] = [:]
        for record in records.values { groups[record.first ?? record.path, default: []].append(record.path) }
        var firsts: [String: String] = [:]
        for names in groups.values where names.count > 1 {
            let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for name in sorted.dropFirst() { firsts[name] = sorted[0] }
        }
        return records.values.map { $0.named($0.path, first: firsts[$0.path]) }
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    }

    /// Reads all members of an archive.
    ///
    /// - Throws: `refused` for a damaged archive, or another name of a member that is not before it.
    static func read(_ archive: TarReader) throws -> TreeRecords {
        var archive = archive
        var records = TreeRecords()
        while let entry = try archive.next() {
            if case .hardLink(let target) = entry.kind {
                let path = TreeRecord.path(target)
                guard let record = records[path] else {
                    throw FGError(
                        .refused,
                        "the archive links to \(PrintableText.of(path)), which is not there"
                    )
                }
                try records.add(record.named(TreeRecord.path(entry.path), first: record.first ?? path))
                continue
            }
            guard var record = TreeRecord(entry) else { continue }
            if record.kind == .file {
                let hash = SHA256()
                while case let piece = try archive.content(upTo: 1 << 18), !piece.isEmpty {
                    hash.update(piece)
                }
                record.content = hash.finish()
            }
            try records.add(record)
        }
        return records
    }
}
