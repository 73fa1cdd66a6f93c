import FGCore
import FGProcess

/// Layers laid over each other, the lowest first, which stay while the stack does.
struct LayerStack: Sendable {
    /// To be read and never written.
    private(set) var folders: [FilePath] = []
    /// What keeps layers of the cache from being removed.
    private var holds: [LayerCache.Layer] = []

    /// Lays a layer of the cache on top.
    mutating func add(_ layer: LayerCache.Layer) {
        folders.append(layer.tree)
        holds.append(layer)
    }

    /// Lays the top of another stack on top.
    mutating func add(top other: LayerStack) {
        folders += other.folders.suffix(1)
        holds += other.holds
    }

    /// Lays a folder of this build on top.
    mutating func add(_ folder: FilePath) { folders.append(folder) }
}
