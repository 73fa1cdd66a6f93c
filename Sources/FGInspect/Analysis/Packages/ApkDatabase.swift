/// The packages that apk installed.
package enum ApkDatabase {
    private static let path = "/lib/apk/db/installed"

    /// Reads `/lib/apk/db/installed`; nil when there is none.
    ///
    /// - Throws: `refused` when it is too large or damaged.
    package static func read(from tree: some SystemTree) throws -> [InstalledPackage]? {
        guard tree.kind(path) == .file else { return nil }
        return parse(try tree.bytes(path, limit: 256 << 20))
    }

    /// The paragraphs that name a package: `P:` its name, `V:` its version, `A:` its architecture.
    package static func parse(_ bytes: [UInt8]) -> [InstalledPackage] {
        var packages: [InstalledPackage] = []
        var fields: [UInt8: Substring] = [:]
        func finish() {
            defer { fields.removeAll(keepingCapacity: true) }
            guard let name = fields[0x50] else { return }
            packages.append(
                InstalledPackage(
                    name: String(name),
                    version: String(fields[0x56] ?? ""),
                    architecture: String(fields[0x41] ?? "")
                )
            )
        }
        for line in String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            if line.isEmpty { finish() }
            let start = Array(line.utf8.prefix(2))
            guard start.count == 2, start[1] == 0x3a, [0x50, 0x56, 0x41].contains(start[0]) else { continue }
            fields[start[0]] = Substring(line.utf8.dropFirst(2))
        }
        finish()
        return packages
    }
}
