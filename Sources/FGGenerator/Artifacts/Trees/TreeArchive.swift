import FGCore
import FGInspect

/// Writes the files of a root file system into a tar archive: sorted, with numeric owners, times and attributes.
struct TreeArchive {
    let listing: FileListing
    let attributes: TreeAttributes
    let source: ArtifactSource

    /// Writes a new file and gives what is in it.
    ///
    /// - Throws: `invalid` when the file system is damaged.
    func write(to file: FilePath) throws -> TreeRecords {
        var writer = TarWriter(try OpenFile(file, .create(permissions: 0o600)))
        var records = TreeRecords()
        let total = listing.files.reduce(Int64(0)) { $0 + ($1.first == nil ? $1.node.size : 0) }
        var done: Int64 = 0
        for file in listing.files {
            try Task.checkCancellation()
            guard var record = TreeRecord(file)?.keeping(attributes) else {
                source.progress(.note("/\(file.path) is a socket, which no archive keeps"))
                continue
            }
            if record.attributes.count < file.attributes.count {
                source.progress(
                    .note("/\(file.path) loses its access control list, which this form cannot hold")
                )
            }
            if let first = file.first.flatMap({ records[$0] }) {
                try writer.begin(TarWriter.Member(record, attributes: attributes.kept(file.attributes)))
                try records.add(first.named(record.path, first: first.path))
                continue
            }
            try writer.begin(TarWriter.Member(record, attributes: attributes.kept(file.attributes)))
            if record.kind == .file {
                let hash = SHA256()
                try source.readable("root file system") {
                    try listing.forEachPiece(of: file) { piece in
                        hash.update(piece)
                        try writer.append(piece)
                        done += Int64(piece.count)
                        source.progress(.advance(done: done, of: total, .bytes))
                    }
                }
                try writer.finishMember()
                record.content = hash.finish()
            }
            try records.add(record)
        }
        try writer.finish()
        return records
    }
}
