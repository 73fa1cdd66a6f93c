import FGCore
import FGInspect

extension TarWriter {
    /// What a plain file holds.
    enum Content {
        case bytes([UInt8])
        case file(FilePath)
    }

    /// Writes a file that belongs to root and everybody may read.
    mutating func add(_ content: Content, as path: String, modified: Timestamp) throws {
        var member = Member(path: path, modified: modified.seconds)
        switch content {
        case .bytes(let bytes):
            member.size = Int64(bytes.count)
            try begin(member)
            try append(bytes)
        case .file(let source):
            let file = try OpenFile(source)
            member.size = try file.size()
            try begin(member)
            let pieces = FilePieces(file, 0..<member.size)
            while case let piece = try pieces.next(), !piece.isEmpty {
                try Task.checkCancellation()
                try append(piece)
            }
        }
        try finishMember()
    }
}
