import FGCore
import FGProcess
import Testing

@testable import FGInspect

/// The databases of three package managers, read without them.
struct PackageDatabaseTests {
    static let status = """
        Package: openssh-server
        Status: install ok installed
        Architecture: amd64
        Version: 1:9.2p1-2+deb12u3
        Description: secure shell server
         Package: not-this-line

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1.0

        Package: held
        Status: hold ok installed
        Architecture: all
        Version: 2.0
        """
    static let installed = """
        C:Q1abc=
        P:musl
        V:1.2.5-r0
        A:x86_64
        F:lib
        R:ld-musl-x86_64.so.1

        P:busybox
        V:1.36.1-r29
        A:x86_64
        """

    @Test func `dpkg's status gives what is present`() {
        let packages = DpkgDatabase.parse(Array(Self.status.utf8))
        #expect(packages.map(\.name) == ["openssh-server", "gone", "held"])
        #expect(packages.filter(\.isPresent).map(\.version) == ["1:9.2p1-2+deb12u3", "2.0"])
    }

    @Test func `apk's list gives all packages`() {
        #expect(
            ApkDatabase.parse(Array(Self.installed.utf8)) == [
                InstalledPackage(name: "musl", version: "1.2.5-r0", architecture: "x86_64"),
                InstalledPackage(name: "busybox", version: "1.36.1-r29", architecture: "x86_64"),
            ]
        )
    }

    @Test func `the database that rpm itself writes is read`() async throws {
        try await TemporaryFolder.with { folder in
            let packages = try RPMDatabase.parse(try await Self.rpmDatabase(folder))
            #expect(
                packages == [
                    InstalledPackage(name: "tiny", version: "2:1.2-3", architecture: "noarch"),
                    InstalledPackage(name: "large", version: "4-5", architecture: "noarch"),
                ]
            )
        }
    }

    @Test func `hundreds of rows over many pages are read as SQLite has them`() async throws {
        try await TemporaryFolder.with { folder in
            let file = folder / "rows.sqlite"
            var command = Command(try Program.find("sqlite3", package: "sqlite3"), [file.string])
            command.input = .bytes(
                Array(
                    """
                    PRAGMA page_size = 1024;
                    CREATE TABLE other (a);
                    CREATE TABLE rows (a INTEGER PRIMARY KEY, b BLOB, c INTEGER, d TEXT);
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)
                    INSERT INTO rows SELECT i, zeroblob(i * 7), -i * 100000000, 'row ' || i FROM n;
                    """.utf8
                )
            )
            try await command.runChecked()
            var rows: [[SQLiteFile.Value]] = []
            try SQLiteFile(try file.readBytes()).forEachRow(of: "rows") { rows.append($0) }
            let expected = (1...900).map { number -> [SQLiteFile.Value] in
                [
                    .null, .blob([UInt8](repeating: 0, count: number * 7)),
                    .integer(Int64(-number) * 100_000_000), .text(Array("row \(number)".utf8)),
                ]
            }
            #expect(rows == expected)
            #expect(throws: FGError.self) {
                try SQLiteFile(file.readBytes()).forEachRow(of: "none") { _ in }
            }
        }
    }

    @Test func `what is damaged or cut off is refused or read, and nothing else happens`() async throws {
        try await TemporaryFolder.with { folder in
            let database = try await Self.rpmDatabase(folder)
            let seed = UInt64.random(in: 0 ... .max)
            var random = SeededGenerator(seed: seed)
            var refused = 0
            for round in 0..<400 {
                var bytes = database
                if round % 4 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
                for _ in 0..<Int.random(in: 1...40, using: &random) where !bytes.isEmpty {
                    // Mostly where the structures are: the schema, and the pages with rows.
                    let place = Int.random(in: 0..<min(bytes.count, 60_000), using: &random)
                    bytes[place] = UInt8.random(in: 0 ... .max, using: &random)
                }
                do {
                    _ = try RPMDatabase.parse(bytes)
                } catch let error as FGError where error.code == .refused {
                    refused += 1
                }
            }
            #expect(refused > 50, "seed \(seed)")
        }
    }

    @Test func `random bytes are no packages`() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for count in 0..<300 {
            let bytes = (0..<count * 5).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
            #expect(throws: FGError.self, "seed \(seed)") { try RPMDatabase.parse(bytes) }
            #expect(throws: FGError.self, "seed \(seed)") { try RPMHeader(bytes).package() }
            #expect(!DpkgDatabase.parse(bytes).contains { $0.name == "openssh-server" })
            #expect(!ApkDatabase.parse(bytes).contains { $0.name == "musl" })
        }
    }

    /// A database that rpm made when it installed two packages; the header of one needs pages of its own.
    static func rpmDatabase(_ folder: FilePath) async throws -> [UInt8] {
        let text = String(repeating: "many words ", count: 2000)
        for (name, head) in [
            ("tiny", "Version: 1.2\nRelease: 3\nEpoch: 2"), ("large", "Version: 4\nRelease: 5"),
        ] {
            let description = name == "large" ? text : "none"
            try (folder / "\(name).spec").write(
                """
                Name: \(name)
                \(head)
                Summary: a package
                License: none
                BuildArch: noarch
                %description
                \(description)
                %files

                """
            )
            try await run("rpmbuild", ["--define", "_topdir \(folder)", "-bb", "\(folder)/\(name).spec"])
        }
        let root = folder / "system"
        try root.makeFolder()
        for file in ["tiny-1.2-3", "large-4-5"] {
            try await run(
                "rpm",
                [
                    "--root", root.string, "--dbpath", "/var/lib/rpm", "-i", "--nodeps", "--force-debian",
                    "\(folder)/RPMS/noarch/\(file).noarch.rpm",
                ]
            )
        }
        return try (root / "var/lib/rpm/rpmdb.sqlite").readBytes()
    }

    private static func run(_ program: String, _ arguments: [String]) async throws {
        try await Command(try Program.find(program, package: "rpm"), arguments).runChecked()
    }
}
