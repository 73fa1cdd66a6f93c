import FGCore
import FGInspect

/// Checks of programs and their libraries.
enum LibraryChecks {
    /// Folders whose programs and libraries must work; elsewhere lie plugins, whose libraries a package may only
    /// recommend.
    private static func mustWork(_ path: String) -> Bool {
        if path.hasPrefix("/usr/local/") || path.hasPrefix("/opt/") { return true }
        let folders = path.split(separator: "/").dropLast().map(String.init)
        guard let last = folders.last else { return false }
        if ["bin", "sbin", "lib", "lib64", "libexec", "systemd"].contains(last) { return true }
        return folders.dropLast().last == "lib" && last.contains("-linux-gnu")
    }

    static func needed(_ image: OfflineImage) throws -> Finding {
        var names: Set<String> = []
        var candidates: [(path: String, node: FileNode)] = []
        for (path, node) in image.tree.all where node.kind == .file || node.kind == .symbolicLink {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            if name.contains(".so") { names.insert(name) }
            let isProgram = node.permissions & 0o111 != 0 || name.contains(".so")
            if node.kind == .file, node.size >= 64, isProgram, mustWork(path) {
                candidates.append((path, node))
            }
        }
        var problems: [String] = []
        var checked = 0
        for (path, node) in candidates where try ELFFile.isELF(image.tree.start(of: node, count: 4)) {
            guard let file = try? ELFFile(image.tree.bytes(of: node, limit: 512 << 20)) else { continue }
            checked += 1
            if let interpreter = file.interpreter, image.tree[interpreter] == nil {
                problems.append("\(path) needs the interpreter \(interpreter)")
            }
            for library in file.needed where !names.contains(library) {
                problems.append("\(path) needs \(library)")
            }
        }
        return .judged(problems, otherwise: "\(checked) programs and libraries")
    }
}
