/// The identifiers of a btrfs, 16 bytes each.
struct BtrfsIdentifiers {
    let fileSystem: [UInt8]
    let device: [UInt8]
    let chunks: [UInt8]
    /// Of the only subvolume.
    let files: [UInt8]
}
