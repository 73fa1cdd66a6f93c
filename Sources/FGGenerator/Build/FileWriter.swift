import FGCore
import FGProcess
package import FGStorage

/// Puts files and folder trees of the template into the image's tree.
package struct FileWriter {
    let tree: Tree
    let store: BlobStore

    /// How many paths one run of a program is given.
    private static let batch = 500

    package init(tree: Tree, store: BlobStore) {
        self.tree = tree
        self.store = store
    }

    /// Writes a file, in the place of a file or link that stands there.
    ///
    /// - Throws: `invalid` where a folder stands there, or a link above it leads out of the image.
    package func write(_ file: ResolvedTemplate.File) async throws {
        try clear(file.path)
        try tree.write(file.path, try store.bytes(of: file.content), mode: UInt32(file.mode))
        try await own([file.path], file.owner, modes: [file.path: file.mode])
    }

    /// Writes a tree over what is there: files and links replace, folders that are there stay with their modes and owners.
    ///
    /// - Throws: as for a file.
    package func write(_ folder: ResolvedTemplate.Tree) async throws {
        var written: [String] = []
        var modes: [String: Int] = [:]
        func make(_ path: String, mode: Int) throws {
            try requireNoLinkAbove(path + "/x")
            guard !tree.path(path).isFolder else { return }
            try tree.remove(path)
            try tree.makeFolder(path)
            try tree.setMode(path, UInt32(mode))
            written.append(path)
            modes[path] = mode
        }
        if folder.path != "/" { try make(folder.path, mode: 0o755) }
        for entry in folder.entries {
            try Task.checkCancellation()
            let path = folder.path(of: entry)
            switch entry.content {
            case .folder(let mode): try make(path, mode: mode)
            case .file(let digest, let mode):
                try clear(path)
                try tree.write(path, try store.bytes(of: digest), mode: UInt32(mode))
                written.append(path)
                modes[path] = mode
            case .link(let target):
                try clear(path)
                try tree.link(path, to: target)
                written.append(path)
            }
        }
        try await own(written, folder.owner, modes: modes)
    }

    private func own(_ paths: [String], _ owner: String, modes: [String: Int]) async throws {
        guard owner != "root:root" else { return }
        for start in stride(from: 0, to: paths.count, by: Self.batch) {
            let part = paths[start..<min(start + Self.batch, paths.count)]
            try await tree.command(["/bin/chown", "--no-dereference", owner, "--"] + part).runChecked()
        }
        // chown takes setuid and setgid bits away.
        for (path, mode) in modes where mode & 0o6000 != 0 { try tree.setMode(path, UInt32(mode)) }
    }

    /// Makes room for a file or link.
    private func clear(_ path: String) throws {
        try requireNoLinkAbove(path)
        if tree.path(path).linkStatus()?.kind == .folder {
            throw FGError(.invalid, "\(path) is a folder of the image", subject: path)
        }
        try tree.remove(path)
    }

    /// A link of the image must not lead a write out of the tree.
    private func requireNoLinkAbove(_ path: String) throws {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/" + part
            guard tree.path(folder).linkStatus()?.kind == .symbolicLink else { continue }
            let target = tree.path(folder).canonical()
            guard let target, target.string.hasPrefix(tree.root.string + "/") else {
                throw FGError(
                    .invalid,
                    "the file \(path) would be written through the link \(folder)",
                    hint: "name the folder that the link points to"
                )
            }
        }
    }
}
