import FGCore

/// The packages that rpm installed.
package enum RPMDatabase {
    private static let folders = ["/usr/lib/sysimage/rpm", "/var/lib/rpm"]
    private static let limit: Int64 = 512 << 20

    /// Reads `rpmdb.sqlite`; nil when there is no database.
    ///
    /// - Throws: `refused` when it is damaged or in one of the older forms, which are not read.
    package static func read(from tree: some SystemTree) throws -> [InstalledPackage]? {
        try bytes(of: tree).map(parse)
    }

    /// The files of every package, by its name; nil when there is no database.
    ///
    /// - Throws: `refused` when it is damaged or in one of the older forms, which are not read.
    package static func files(from tree: some SystemTree) throws -> [(
        package: String, files: [PackagedFile]
    )]? {
        guard let bytes = try bytes(of: tree) else { return nil }
        var result: [(package: String, files: [PackagedFile])] = []
        try forEachHeader(in: bytes) { header in
            if let package = try header.package() { result.append((package.name, try header.files())) }
        }
        return result
    }

    /// The bytes of the database; nil when there is none.
    ///
    /// - Throws: `refused` when it is in one of the older forms, which are not read.
    package static func bytes(of tree: some SystemTree) throws -> [UInt8]? {
        for folder in folders {
            let file = "\(folder)/rpmdb.sqlite"
            if tree.kind(file) == .file {
                if tree.kind("\(file)-wal") == .file, try !tree.start("\(file)-wal", count: 1).isEmpty {
                    throw FGError(.refused, "the rpm database has changes that are not written back yet")
                }
                return try tree.bytes(file, limit: limit)
            }
        }
        for folder in folders {
            if tree.kind("\(folder)/Packages.db") == .file {
                throw FGError(.refused, "the rpm database is ndb, and only SQLite is read")
            }
            if tree.kind("\(folder)/Packages") == .file {
                throw FGError(.refused, "the rpm database is Berkeley DB, and only SQLite is read")
            }
        }
        return nil
    }

    /// The packages of an SQLite database.
    ///
    /// - Throws: `refused` when it is damaged.
    package static func parse(_ bytes: [UInt8]) throws -> [InstalledPackage] {
        var packages: [InstalledPackage] = []
        try forEachHeader(in: bytes) { header in
            if let package = try header.package() { packages.append(package) }
        }
        return packages
    }

    private static func forEachHeader(in bytes: [UInt8], _ body: (RPMHeader) throws -> Void) throws {
        try SQLiteFile(bytes).forEachRow(of: "Packages") { row in
            guard row.count >= 2, case .blob(let header) = row[1] else {
                throw FGError(.refused, "a row of the rpm database has no header")
            }
            try body(RPMHeader(header))
        }
    }
}
