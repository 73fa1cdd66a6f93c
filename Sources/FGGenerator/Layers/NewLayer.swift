import FGCore

/// A tree of changes that a build made, to be laid over others.
struct NewLayer: Sendable {
    let folder: FilePath
    /// Whether the initramfs of a tree with this layer on top is another one than without it.
    let changesInitramfs: Bool
}
