import FGCore
import FGTerminal
import Testing

struct HistoryStoreTests {
    private let folder: TemporaryFolder
    private let file: FilePath

    init() throws {
        folder = try TemporaryFolder()
        file = folder.path / "site" / "history"
    }

    @Test func `the file is made with the first line, for its owner alone`() throws {
        let store = HistoryStore(file: file)
        #expect(try store.lines() == [])
        #expect(!file.exists)
        try store.add("image list")
        #expect(file.status()?.permissions == 0o600)
        #expect(file.parent.status()?.permissions == 0o700)
        #expect(try store.lines() == ["image list"])
    }

    @Test func `a line that starts with a blank is kept out`() throws {
        let store = HistoryStore(file: file)
        for line in [" secret", "\tsecret", "\nsecret", ""] { try store.add(line) }
        #expect(!file.exists)
    }

    @Test(arguments: [
        "two\nlines", "a \\ b", "a \\n b", "\\\\n", "\\", "\\\n\\n\n", "ends in \\", "cr\r\nlf", "né日本é 👩‍💻",
        "trailing blank ", "e\u{301}\n\u{301}", "a\u{0}b", "x\u{85}\u{2028}\u{b}",
    ])
    func `a line comes back as it was`(_ line: String) throws {
        let store = HistoryStore(file: file)
        try store.add(line)
        try store.add("last")
        #expect(try store.lines().map { Array($0.utf8) } == [line, "last"].map { Array($0.utf8) })
    }

    @Test func `the lines of several writers are all kept, each whole`() async throws {
        let file = file
        try await withThrowingTaskGroup { group in
            for writer in 0..<4 {
                group.addTask {
                    let store = HistoryStore(file: file)
                    for number in 0..<100 {
                        try store.add("echo \(writer) \(number) \(String(repeating: "x", count: 200))")
                    }
                }
            }
            try await group.waitForAll()
        }
        let lines = try HistoryStore(file: file).lines()
        #expect(lines.count == 400)
        for writer in 0..<4 {
            let numbers = lines.map { $0.split(separator: " ") }.filter { $0[1] == "\(writer)" }.map { $0[2] }
            #expect(numbers == (0..<100).map { "\($0)" })
        }
    }

    @Test func `only the newest lines are read`() throws {
        try file.parent.makeFolder()
        try file.write((1...2500).map { "echo \($0)\n" }.joined())
        let lines = try HistoryStore(file: file).lines()
        #expect(lines.count == 2000)
        #expect(lines.last == "echo 2500")
    }

    @Test func `damaged bytes cost no other line`() throws {
        try file.parent.makeFolder()
        try file.write(Array("first\nbad ".utf8) + [0xff, 0xfe] + Array("\nlast\n".utf8))
        let lines = try HistoryStore(file: file).lines()
        #expect(lines.count == 3)
        #expect([lines.first, lines.last] == ["first", "last"])
    }
}
