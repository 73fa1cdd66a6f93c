import FGCore

/// Where paths of the image are: its links lead nowhere outside of it, whoever made them.
extension Tree {
    private static let mostLinks = 40
    /// A name that no file system takes.
    private static let nowhere = String(repeating: "_", count: 256)

    /// Where a path of the image is in the folder: links above its last part are followed inside of the image.
    func path(_ path: String) -> FilePath { resolve(path, followsLast: false) }

    /// Where the file is that a path of the image leads to: a link at its end is followed too.
    func file(_ path: String) -> FilePath { resolve(path, followsLast: true) }

    private func resolve(_ path: String, followsLast: Bool) -> FilePath {
        var pending = Array(path.split(separator: "/").map(String.init).reversed())
        var current: [String] = []
        var links = 0
        while let part = pending.popLast() {
            if part == "." { continue }
            if part == ".." {
                _ = current.popLast()
                continue
            }
            let place = FilePath(([root.string] + current + [part]).joined(separator: "/"))
            guard followsLast || !pending.isEmpty, place.linkStatus()?.kind == .symbolicLink,
                let target = try? place.linkTarget()
            else {
                current.append(part)
                continue
            }
            links += 1
            // The kernel would follow the rest, out of the image.
            guard links <= Self.mostLinks else { return root / Self.nowhere }
            if target.hasPrefix("/") { current = [] }
            pending += target.split(separator: "/").map(String.init).reversed()
        }
        return FilePath(([root.string] + current).joined(separator: "/"))
    }
}
