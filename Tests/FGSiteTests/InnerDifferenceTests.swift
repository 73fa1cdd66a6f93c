import FGCore
import FGInspect
import FGProcess
import Testing

@testable import FGSite

/// What differs inside of files of two disks, which diffoscope tells.
struct InnerDifferenceTests {
    /// Two disks that differ in one file, which is given for each.
    private static func difference(
        _ name: String,
        _ contents: [[UInt8]],
        in folder: FilePath
    ) async throws -> DiskDifference {
        let disk = folder / "tree.raw"
        try (folder / "tree").makeFolder()
        try await TreeDisk(folder: folder).make(disk)
        let root = TreeDisk.start + TreeDisk.espSize
        var disks: [FilePath] = []
        for (number, bytes) in contents.enumerated() {
            let copy = folder / "\(number).raw"
            try copy.write(try disk.readBytes())
            let file = folder / "content"
            try file.write(bytes)
            try await Command(
                try Program.find("debugfs", package: "e2fsprogs"),
                ["-w", "-R", "write \(file) \(name)", "\(copy)?offset=\(root)"]
            ).runChecked()
            disks.append(copy)
        }
        return try DiskDifference(from: disks[0], to: disks[1])
    }

    private static func packed(_ text: String) async throws -> [UInt8] {
        var command = Command(try Program.find("gzip", package: "gzip"), ["-n"])
        command.input = .bytes(Array(text.utf8))
        return try await command.runChecked().output
    }

    private static func lines(_ name: String, _ contents: [[UInt8]]) async throws -> Table {
        try await TemporaryFolder.with { folder in
            let difference = try await difference(name, contents, in: folder)
            let location = SiteLocation(folder: folder / "site")
            let inside = try await InnerDifference.lines(of: difference, location) { _ in }
            return ByteDifferenceTable.of(difference.lines, inside: inside)
        }
    }

    private static func inside(_ table: Table) -> [[Value]] {
        table.rows.filter { $0[0] == .text("inside") }
    }

    @Test func `a compressed file is read, and its lines stand side by side behind it`() async throws {
        let table = try await Self.lines(
            "words.gz",
            [try await Self.packed("one\ntwo\nthree\n"), try await Self.packed("one\n2\nthree\nfour\n")]
        )
        let inside = Self.inside(table)
        #expect(inside.map { Array($0[4...]) } == [[.text("two"), .text("2")], [.null, .text("four")]])
        #expect(inside.allSatisfy { $0[1] == .text("/words.gz") })
        let last = table.rows.lastIndex { $0[0] == .text("file") && $0[1] == .text("/words.gz") }
        #expect(last.map { table.rows[$0 + 1] } == inside.first)
    }

    @Test func `what a file says to the terminal is not passed on, and a long difference is cut`()
        async throws
    {
        let hostile = (0..<50).map { "\u{1b}[2J\($0)\n" }.joined()
        let inside = Self.inside(try await Self.lines("words", [Array("a\n".utf8), Array(hostile.utf8)]))
        #expect(inside.count == 12)
        #expect(inside.first?[5] == .text("\u{fffd}[2J0"))
    }
}
