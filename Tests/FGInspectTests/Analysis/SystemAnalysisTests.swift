import FGCore
import FGInspect
import Testing

/// Systems that are read without being booted.
struct SystemAnalysisTests {
    private static func requireDebian(_ analysis: SystemAnalysis) {
        #expect(analysis.os == "debian" && analysis.release == "bookworm")
        #expect(analysis.architecture == "amd64" && analysis.kernel == "6.1.0-10-amd64")
        #expect(analysis.manager == "dpkg" && analysis.packages.map(\.name) == ["held", "openssh-server"])
        #expect(analysis.users == ["alice"] && analysis.services == ["cron", "ssh"])
        #expect(
            analysis.summary
                == """
                Debian GNU/Linux 12 (bookworm), amd64, kernel 6.1.0-10-amd64, 2 packages (dpkg), 1 user, 2 services
                """
        )
    }

    @Test func `a Debian disk tells its system, packages, users and services`() async throws {
        try await TemporaryFolder.with { folder in
            let system = AnalysedSystem(folder: folder)
            let disk = try await system.disk([try await system.fileSystem(try system.files())])
            let analysis = try SystemAnalysis(disk: OpenFile(disk))
            Self.requireDebian(analysis)
            #expect(analysis.unread == [] && analysis.partitions == ["partition 1: ext4, 16 MiB"])
        }
    }

    @Test func `a file system without a partition table is a disk too`() async throws {
        try await TemporaryFolder.with { folder in
            let system = AnalysedSystem(folder: folder)
            let disk = try await system.fileSystem(try system.files())
            let analysis = try SystemAnalysis(disk: OpenFile(disk))
            Self.requireDebian(analysis)
            #expect(analysis.partitions == ["the disk: ext4, 16 MiB"])
        }
    }

    @Test func `kernels may be on a partition of their own`() async throws {
        try await TemporaryFolder.with { folder in
            let system = AnalysedSystem(folder: folder)
            let tree = try system.files()
            let boot = folder / "boot"
            try boot.makeFolder()
            for name in try (tree / "boot").entries() {
                try (boot / name).write("kernel")
                try (tree / "boot" / name).removeFile()
            }
            let disk = try await system.disk([
                try await system.fileSystem(boot), try await system.fileSystem(tree),
            ])
            Self.requireDebian(try SystemAnalysis(disk: OpenFile(disk)))
        }
    }

    @Test func `an archive of a root is analysed like a disk`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = try AnalysedSystem(folder: folder).files()
            let archive = folder / "root.tar"
            try await AnalysedSystem.run("tar", ["-C", tree.string, "-cf", archive.string, "."])
            let analysis = try SystemAnalysis(root: TarTree(OpenFile(archive)))
            Self.requireDebian(analysis)
            #expect(analysis.unread == [])
        }
    }

    @Test func `packages of apk and services of OpenRC are found`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "alpine"
            for name in ["etc/runlevels/default", "lib/apk/db", "lib/modules/6.6.31-0-virt"] {
                try (tree / name).makeFolder()
            }
            try (tree / "etc/os-release").write(
                "ID=alpine\nVERSION_ID=3.20.1\nPRETTY_NAME=\"Alpine v3.20\"\n"
            )
            try (tree / "etc/runlevels/default/sshd").write("")
            try (tree / "lib/modules/6.6.31-0-virt/modules.dep").write("")
            try (tree / "lib/apk/db/installed").write(PackageDatabaseTests.installed)
            let disk = try await AnalysedSystem(folder: folder).fileSystem(tree)
            let analysis = try SystemAnalysis(disk: OpenFile(disk))
            #expect(
                analysis.summary
                    == "Alpine v3.20, amd64, kernel 6.6.31-0-virt, 2 packages (apk), 0 users, 1 service"
            )
            #expect(analysis.release == "3.20.1")
            #expect(analysis.unread == ["architecture: there is no file /bin/sh"])
        }
    }

    @Test func `packages of rpm are found, and older databases are named`() async throws {
        try await TemporaryFolder.with { folder in
            let tree = folder / "rocky"
            let database = tree / "var/lib/rpm/rpmdb.sqlite"
            for name in ["etc", "usr/bin", "var/lib/rpm"] { try (tree / name).makeFolder() }
            try (tree / "etc/os-release").write("ID=\"rocky\"\nVERSION_ID=\"9.4\"\n")
            try (tree / "bin").makeSymbolicLink(to: "usr/bin")
            try (tree / "usr/bin/sh").write(AnalysedSystem.program)
            try database.write(try await PackageDatabaseTests.rpmDatabase(folder))
            let system = AnalysedSystem(folder: folder)
            let analysis = try SystemAnalysis(disk: OpenFile(try await system.fileSystem(tree)))
            #expect(analysis.summary == "rocky, amd64, 2 packages (rpm), 0 users, 0 services")
            #expect(analysis.packages.map(\.version) == ["4-5", "2:1.2-3"] && analysis.unread == [])

            let unread = [
                ("rpmdb.sqlite-wal", "the rpm database has changes that are not written back yet"),
                ("Packages.db", "the rpm database is ndb, and only SQLite is read"),
                ("Packages", "the rpm database is Berkeley DB, and only SQLite is read"),
            ]
            for (name, reason) in unread {
                let file = tree / "var/lib/rpm" / name
                try file.write("bytes")
                if !name.hasSuffix("wal"), database.exists { try database.removeFile() }
                try (folder / "rocky.ext4").removeFile()
                let found = try SystemAnalysis(disk: OpenFile(try await system.fileSystem(tree)))
                #expect(found.unread == ["packages: \(reason)"] && found.packages == [])
                try file.removeFile()
            }
        }
    }

    @Test(arguments: [("xfs", 0, "XFSB"), ("btrfs", 65_600, "_BHRfS_M"), ("LVM", 536, "LVM2 001")])
    func `file systems that are not read are named`(name: String, place: Int, magic: String) async throws {
        try await TemporaryFolder.with { folder in
            let system = AnalysedSystem(folder: folder)
            let foreign = folder / "foreign"
            try foreign.write(
                [UInt8](repeating: 0, count: place) + Array(magic.utf8) + [UInt8](repeating: 0, count: 4096)
            )
            let analysis = try SystemAnalysis(disk: OpenFile(try await system.disk([foreign])))
            #expect(analysis.unread == ["partition 1: \(name) is not read, only ext4 is"])
            #expect(analysis.summary == "no system was found")
        }
    }

    @Test func `names that none can have are left out and said`() async throws {
        try await TemporaryFolder.with { folder in
            let system = AnalysedSystem(folder: folder)
            let tree = try system.files()
            try (tree / "var/lib/dpkg/status").write(
                "Package: good\nVersion: 1\nArchitecture: all\n\nPackage: b\u{1b}[2Jad\nVersion: 1\nArchitecture: all\n"
            )
            try (tree / "usr/lib/os-release").write("ID=\"a b\"\nPRETTY_NAME=\"x\u{1b}[2Jy\"\n")
            let analysis = try SystemAnalysis(disk: OpenFile(try await system.fileSystem(tree)))
            #expect(analysis.packages.map(\.name) == ["good"] && analysis.os == nil)
            #expect(analysis.unread == ["packages: 1 have a name or version that none can have"])
            #expect(analysis.title == "x\u{fffd}[2Jy")
        }
    }

    @Test func `damaged disks are analysed without harm`() async throws {
        try await TemporaryFolder.with { folder in
            let system = AnalysedSystem(folder: folder)
            let disk = try await system.disk([
                try await system.fileSystem(try system.files(), options: ["-b", "1024", "-N", "128"])
            ])
            let original = try disk.readBytes()
            // What is not zero: superblocks, tables, folders, files.
            let places = original.indices.filter { original[$0] != 0 }
            let seed = UInt64.random(in: 0 ... .max)
            var random = SeededGenerator(seed: seed)
            var differing = 0
            for round in 0..<60 {
                var bytes = original
                if round % 6 == 0 {
                    bytes.removeLast(Int.random(in: 0..<bytes.count / 512, using: &random) * 512)
                }
                for _ in 0..<Int.random(in: 1...200, using: &random) {
                    guard let place = places.randomElement(using: &random), place < bytes.count else {
                        continue
                    }
                    bytes[place] = UInt8.random(in: 0 ... .max, using: &random)
                }
                try disk.write(bytes)
                let analysis = try SystemAnalysis(disk: OpenFile(disk))
                if analysis.packages.count != 2 || !analysis.unread.isEmpty { differing += 1 }
            }
            #expect(differing > 0, "seed \(seed)")
        }
    }
}
