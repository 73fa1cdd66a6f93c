import FGCore

/// The packages that dpkg knows of, installed or not.
package enum DpkgDatabase {
    private static let status = "/var/lib/dpkg/status"
    /// Where systems without dpkg itself have a file for each package.
    private static let parts = "/var/lib/dpkg/status.d"
    private static let limit: Int64 = 256 << 20
    private static let mostParts = 10_000

    /// Reads `/var/lib/dpkg/status` and `status.d`; nil when there is neither.
    ///
    /// - Throws: `refused` when a file is too large or damaged.
    package static func read(from tree: some SystemTree) throws -> [InstalledPackage]? {
        // Lists of files stand beside the parts.
        let names = tree.entries(parts).filter { !$0.hasSuffix(".md5sums") }
        guard tree.kind(status) == .file || !names.isEmpty else { return nil }
        guard names.count <= mostParts else { throw FGError(.refused, "\(parts) has \(names.count) files") }
        var packages: [InstalledPackage] = []
        if tree.kind(status) == .file { packages += parse(try tree.bytes(status, limit: limit)) }
        for name in names where tree.kind("\(parts)/\(name)") == .file {
            packages += parse(try tree.bytes("\(parts)/\(name)", limit: 1 << 20))
        }
        return packages
    }

    /// The paragraphs that name a package.
    package static func parse(_ bytes: [UInt8]) -> [InstalledPackage] {
        var packages: [InstalledPackage] = []
        var fields: [Substring: Substring] = [:]
        func finish() {
            defer { fields.removeAll(keepingCapacity: true) }
            guard let name = fields["Package"] else { return }
            packages.append(
                InstalledPackage(
                    name: String(name),
                    version: String(fields["Version"] ?? ""),
                    architecture: String(fields["Architecture"] ?? ""),
                    status: String(fields["Status"] ?? "")
                )
            )
        }
        for line in String(decoding: bytes, as: UTF8.self).split(
            separator: "\n",
            omittingEmptySubsequences: false
        ) {
            if line.isEmpty { finish() }
            guard let first = line.utf8.first, [0x50, 0x56, 0x41, 0x53].contains(first),
                let colon = line.utf8.firstIndex(of: 0x3a)
            else { continue }
            fields[line[..<colon]] = line[line.utf8.index(after: colon)...].drop { $0 == " " }
        }
        finish()
        return packages
    }
}
