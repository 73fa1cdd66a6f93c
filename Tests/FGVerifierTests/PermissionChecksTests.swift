import FGCore
import FGInspect
import FGProcess
import Testing

@testable import FGVerifier

/// What is said of the shared folders of a disk that has hardly anything else.
struct PermissionChecksTests {
    struct Case: Sendable {
        /// What debugfs changes of sound folders.
        let requests: [String]
        let outcome: Verdict.Outcome
        let evidence: String

        init(_ requests: [String], _ outcome: Verdict.Outcome, _ evidence: String) {
            self.requests = requests
            self.outcome = outcome
            self.evidence = evidence
        }
    }

    /// Where the only partition begins, in bytes.
    private static let start = 1 << 20

    private static let link = ["rmdir /tmp", "symlink /tmp var/tmp"]

    static let cases: [Case] = [
        Case([], .pass, "/tmp and /var/tmp: 1777 root:root"),
        Case(["sif /tmp mode 040700"], .fail, "/tmp has the mode 700, not 1777"),
        Case(["sif /var/tmp mode 040777"], .fail, "/var/tmp has the mode 777, not 1777"),
        Case(["sif /var/tmp mode 043777"], .fail, "/var/tmp has the mode 3777, not 1777"),
        Case(["sif /tmp uid 1500"], .fail, "/tmp belongs to 1500:0, not to root:root"),
        Case(["sif /var/tmp gid 4"], .fail, "/var/tmp belongs to 0:4, not to root:root"),
        Case(
            ["sif /tmp mode 040755", "sif /tmp uid 1500", "sif /var/tmp mode 040700"],
            .fail,
            "/tmp belongs to 1500:0, not to root:root; /tmp has the mode 755, not 1777; "
                + "/var/tmp has the mode 700, not 1777"
        ),
        Case(link, .pass, "/tmp (leads to /var/tmp) and /var/tmp: 1777 root:root"),
        Case(
            ["rmdir /var/tmp", "mkdir /data", "sif /data mode 041777", "symlink /var/tmp ../data"],
            .pass,
            "/tmp and /var/tmp (leads to /data): 1777 root:root"
        ),
        Case(
            link + ["sif /var/tmp mode 040755"],
            .fail,
            "/tmp (leads to /var/tmp) has the mode 755, not 1777; "
                + "/var/tmp has the mode 755, not 1777"
        ),
        Case(
            ["rmdir /var/tmp", "mkdir /data", "symlink /var/tmp ../data"],
            .fail,
            "/var/tmp (leads to /data) has the mode 755, not 1777"
        ),
    ]

    @Test(arguments: cases)
    func `shared folders have the mode and the owner that every program counts on`(_ shared: Case)
        async throws
    {
        let verdicts = try await Self.verdicts(shared.requests)
        let verdict = try #require(verdicts["perm.tmp"])
        #expect(verdict.outcome == shared.outcome)
        #expect(verdict.evidence == shared.evidence)
    }

    @Test(
        arguments: [
            (["rmdir /tmp"], "/tmp"), (["rmdir /var/tmp"], "/var/tmp"),
            (["rmdir /tmp", "symlink /tmp /gone"], "/tmp"),
        ]
    )
    func `a shared folder that is not there is missing in the layout`(
        requests: [String],
        folder: String
    ) async throws {
        let verdicts = try await Self.verdicts(requests)
        let layout = try #require(verdicts["tree.layout"])
        #expect(layout.outcome == .fail)
        #expect(layout.evidence == "\(folder) is missing")
        #expect(verdicts["perm.tmp"]?.outcome == .pass)
    }

    @Test func `a disk without any shared folder is for the layout to judge`() async throws {
        let verdicts = try await Self.verdicts(["rmdir /tmp", "rmdir /var/tmp"])
        #expect(verdicts["tree.layout"]?.outcome == .fail)
        #expect(verdicts["perm.tmp"]?.outcome == .skip)
    }

    /// The verdicts of a disk with the folders of a system, which debugfs changes.
    private static func verdicts(_ requests: [String]) async throws -> [String: Verdict] {
        try await TemporaryFolder.with { folder in
            let disk = folder / "disk.raw"
            try await make(disk)
            try await debugfs(requests, disk, folder)
            let subject = VerificationSubject(
                stored: disk,
                format: .raw,
                digest: try Digest(ofFileAt: disk),
                disk: disk,
                recipe: nil
            )
            let verdicts = try await OfflineVerifier(subject, scratch: folder) { _ in }.run()
            return Dictionary(verdicts.map { ($0.check, $0) }) { first, _ in first }
        }
    }

    private static func make(_ disk: FilePath) async throws {
        try OpenFile(disk, .create(permissions: 0o600)).truncate(to: 18 << 20)
        var table = Command(try Program.find("sfdisk", package: "fdisk"), ["--quiet", disk.string])
        table.input = .bytes(Array("label: gpt\nstart=1MiB, size=16MiB\n".utf8))
        try await table.runChecked()
        let program = try Program.find("mke2fs", package: "e2fsprogs")
        let options = ["-q", "-F", "-t", "ext4", "-E", "offset=\(start),root_owner=0:0"]
        try await Command(program, options + [disk.string, "16M"]).runChecked()
        let folders = [
            "/boot", "/dev", "/etc", "/home", "/proc", "/root", "/run", "/sys", "/usr", "/usr/bin",
            "/usr/lib", "/usr/sbin", "/usr/share", "/var", "/var/lib", "/var/log",
        ]
        let shared = ["/tmp", "/var/tmp"]
        try await debugfs(
            (folders + shared).map { "mkdir \($0)" }
                + ["bin", "lib", "sbin"].map { "symlink /\($0) usr/\($0)" }
                + shared.flatMap { ["sif \($0) mode 041777", "sif \($0) uid 0", "sif \($0) gid 0"] },
            disk,
            disk.parent
        )
    }

    private static func debugfs(_ requests: [String], _ disk: FilePath, _ folder: FilePath) async throws {
        let script = folder / "requests"
        try script.write(requests.joined(separator: "\n") + "\n")
        let program = try Program.find("debugfs", package: "e2fsprogs")
        try await Command(program, ["-w", "-f", script.string, "\(disk)?offset=\(start)"]).runChecked()
    }
}
