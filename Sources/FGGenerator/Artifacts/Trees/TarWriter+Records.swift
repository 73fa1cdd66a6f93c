import FGCore
import FGInspect

extension TarWriter.Member {
    /// The member of a file of a tree; a folder's path ends in a slash, the root's is `./`.
    init(_ record: TreeRecord, attributes: [String: [UInt8]]) {
        self.init(path: record.path, modified: record.modified)
        permissions = record.permissions
        user = record.user
        group = record.group
        if let first = record.first {
            type = .hardLink
            target = first
            return
        }
        self.attributes = attributes
        size = record.size
        target = record.target ?? ""
        device = record.deviceNumber ?? device
        switch record.kind {
        case .file: type = .file
        case .link: type = .link
        case .character: type = .character
        case .block: type = .block
        case .pipe: type = .pipe
        case .folder:
            type = .folder
            path = record.path.isEmpty ? "./" : record.path + "/"
        }
    }
}
