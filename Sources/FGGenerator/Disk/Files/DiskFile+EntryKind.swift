extension DiskFile.Kind {
    /// The number by which an entry of a folder tells what it leads to, in ext4, xfs and btrfs alike.
    var entryKind: UInt8 {
        switch self {
        case .file: 1
        case .folder: 2
        case .character: 3
        case .block: 4
        case .pipe: 5
        case .socket: 6
        case .link: 7
        }
    }
}
