import FGCore

/// Where the files of an OCI image layout are: a folder, or an uncompressed tar archive of one.
enum OCIBlobSource: Sendable {
    case folder(FilePath)
    case archive(OpenFile, members: [String: Range<Int64>])

    /// Notes where each file of an archive is.
    static func reading(_ archive: OpenFile, limits: ArchiveLimits) throws -> OCIBlobSource {
        var reader = try TarReader(archive, limits: limits)
        var members: [String: Range<Int64>] = [:]
        while let entry = try reader.next() {
            guard entry.kind == .file, let path = ArchivePath(entry.path) else { continue }
            guard !entry.isSparse else {
                throw FGError(.refused, "\"\(PrintableText.of(entry.path))\" of the OCI layout is sparse")
            }
            let end = entry.contentOffset + entry.size
            guard members.updateValue(entry.contentOffset..<end, forKey: path.text) == nil else {
                throw FGError(.refused, "\"\(PrintableText.of(entry.path))\" is in the archive twice")
            }
        }
        return .archive(archive, members: members)
    }

    /// An open file and the range of it that a file of the layout is.
    ///
    /// - Throws: `refused` when it is not there, or not a regular file.
    func find(_ names: [String]) throws -> (file: OpenFile, range: Range<Int64>) {
        let shown = names.joined(separator: "/")
        let missing = FGError(.refused, "the OCI layout has no \(shown)")
        switch self {
        case .archive(let file, let members):
            guard let range = members[shown] else { throw missing }
            return (file, range)
        case .folder(let path):
            do {
                var folder = try FolderHandle(path)
                for name in names.dropLast() { folder = try folder.folder(name, making: false) }
                let file = try folder.file(names.last ?? "")
                return (file, 0..<(try file.size()))
            } catch let error as FGError where error.code == .notFound {
                throw missing
            }
        }
    }
}
