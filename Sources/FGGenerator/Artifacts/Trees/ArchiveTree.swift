import FGCore
import FGInspect
import FGStorage

/// Writes the files of a foreign tar archive anew: sorted, each once, folders that it leaves out made.
struct ArchiveTree {
    let archive: FilePath
    let attributes: TreeAttributes
    let source: ArtifactSource

    /// A file of the archive, and where its bytes stand among all contents.
    private struct File {
        var record: TreeRecord
        let attributes: [String: [UInt8]]
        let offset: Int64
    }

    /// Writes a new file and gives what is in it.
    ///
    /// - Throws: `invalid` for an archive that has a path twice, or a file inside of what is no folder.
    func write(to file: FilePath) throws -> TreeRecords {
        let contents = source.scratch / "contents"
        defer { try? contents.removeFile() }
        let bytes = try OpenFile(contents, .create(permissions: 0o600))
        let files = try source.readable("archive") { try complete(collect(into: bytes)) }
        var writer = TarWriter(try OpenFile(file, .create(permissions: 0o600)))
        var records = TreeRecords()
        for file in files.values.sorted(by: {
            $0.record.path.utf8.lexicographicallyPrecedes($1.record.path.utf8)
        }) {
            try Task.checkCancellation()
            let record = file.record
            if record.attributes.count < file.attributes.count {
                source.progress(
                    .note("/\(record.path) loses its access control list, which this form cannot hold")
                )
            }
            try writer.begin(TarWriter.Member(record, attributes: attributes.kept(file.attributes)))
            if record.kind == .file, record.first == nil {
                let pieces = FilePieces(bytes, file.offset..<file.offset + record.size)
                while case let piece = try pieces.next(), !piece.isEmpty { try writer.append(piece) }
                try writer.finishMember()
            }
            try records.add(record)
        }
        try writer.finish()
        return records
    }

    /// Reads all members; contents go into one file, holes left out.
    private func collect(into contents: OpenFile) throws -> [String: File] {
        var reader = try TarReader(OpenFile(archive))
        var files: [String: File] = [:]
        var end: Int64 = 0
        while let entry = try reader.next() {
            let path = TreeRecord.path(entry.path)
            guard !path.split(separator: "/").contains("..") else {
                throw FGError(.refused, "\(PrintableText.of(path)) leads out of it")
            }
            var file: File
            if case .hardLink(let target) = entry.kind {
                let first = TreeRecord.path(target)
                guard let linked = files[first] else {
                    throw FGError(
                        .refused,
                        "/\(PrintableText.of(path)) is another name of a file that is not before it"
                    )
                }
                file = linked
                file.record = linked.record.named(path, first: linked.record.first ?? first)
            } else {
                guard var record = TreeRecord(entry)?.keeping(attributes) else { continue }
                let offset = end
                if record.kind == .file {
                    let hash = SHA256()
                    while case let piece = try reader.content(upTo: 1 << 18), !piece.isEmpty {
                        hash.update(piece)
                        if piece.contains(where: { $0 != 0 }) { try contents.write(piece, at: end) }
                        end += Int64(piece.count)
                    }
                    record.content = hash.finish()
                }
                file = File(record: record, attributes: entry.attributes, offset: offset)
            }
            guard files.updateValue(file, forKey: path) == nil else {
                throw FGError(.refused, "/\(PrintableText.of(path)) stands there twice")
            }
        }
        try contents.truncate(to: end)
        return files
    }

    /// Adds folders that are only named by what is in them, and lets the first of several names be the file.
    private func complete(_ found: [String: File]) throws -> [String: File] {
        var files = found
        for path in Array(found.keys) + [""] {
            var parts = path.split(separator: "/")
            repeat {
                let parent = path.isEmpty ? "" : parts.dropLast().joined(separator: "/")
                if let there = files[parent] {
                    guard there.record.kind == .folder else {
                        throw FGError(
                            .refused,
                            "/\(PrintableText.of(parent)) is no folder, and has files in it"
                        )
                    }
                } else {
                    files[parent] = File(record: folder(parent), attributes: [:], offset: 0)
                }
                _ = parts.popLast()
            } while !parts.isEmpty
        }
        var records = TreeRecords()
        for file in files.values { try records.add(file.record) }
        for record in records.sorted { files[record.path]?.record = record }
        return files
    }

    private func folder(_ path: String) -> TreeRecord {
        TreeRecord(
            path: path,
            kind: .folder,
            permissions: 0o755,
            user: 0,
            group: 0,
            size: 0,
            modified: source.epoch.seconds,
            target: nil,
            device: nil,
            attributes: [:]
        )
    }
}
