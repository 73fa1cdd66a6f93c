import FGCore
import FGProcess
import Testing

@testable import FGShell

/// Completion of the program's own command line, which login shells ask for.
struct LoginShellTests {
    @Test(
        arguments: [
            ("", [], ""), ("fg", [], "fg"), ("fg ", ["fg"], ""), ("fg  image\tsh", ["fg", "image"], "sh"),
            ("fg 'a b' c", ["fg", "a b"], "c"), ("fg 'a b", ["fg"], "a b"), ("fg \"a\\\"b", ["fg"], "a\"b"),
            ("fg a\\ b", ["fg"], "a b"), ("fg '' x", ["fg", ""], "x"), ("fg 'it'\\''s", ["fg"], "it's"),
            ("fg --x=1 \"y\" ", ["fg", "--x=1", "y"], ""), ("fg é日", ["fg"], "é日"), ("fg a\\", ["fg"], "a"),
        ] as [(String, [String], String)]
    )
    func `a line is cut into words as login shells cut it`(line: String, words: [String], current: String) {
        let read = LoginShellLine(line)
        #expect(read.words == words)
        #expect(read.current == current)
    }

    @Test func `the line is completed word by word, its options too`() async throws {
        try await TemporaryFolder.with { folder in
            let site = HelpSite(folder)
            try await site.prepare()
            try (folder / "with blank.raw").write("")
            for (line, expected) in [
                ("fgshell image sh", ["show"]), ("fgshell image show de", ["demo"]),
                ("fgshell image show demo:", ["demo:2", "demo:1"]), ("fgshell --js", ["--json"]),
                ("fgshell --format js", ["json", "jsonl"]), ("fgshell --format=jsonl", ["--format=jsonl"]),
                ("fgshell --format json image sh", ["show"]), ("fgshell --format=json image sh", ["show"]),
                ("fgshell image import wi", ["with blank.raw"]),
                ("fgshell image import 'with b", ["with blank.raw"]),
                ("fgshell image import with\\ b", ["with blank.raw"]),
                ("fgshell image list where state == ver", ["verified"]),
                ("fgshell -f wi", ["with blank.raw"]), ("fgshell help exit-c", ["exit-codes"]),
                ("fgshell -c 'image sh", []), ("fgshell --nosuch=", []), ("fgshell", []),
            ] {
                #expect(try await Self.candidates(line, folder) == expected, "\(line)")
            }
            let other = "fgshell --site \(folder / "none") image show de"
            #expect(try await Self.candidates(other, folder) == [])
            #expect(try await Self.candidates(other.replacing("--site ", with: "--site="), folder) == [])
            #expect(!(folder / "none").exists)
        }
    }

    private static func candidates(_ line: String, _ folder: FilePath) async throws -> [String] {
        var command = Command(try ScriptTests.program(), ["--complete-line", line])
        command.folder = folder
        command.environment = Command.plainEnvironment.merging(
            ["FGSHELL_SITE": (folder / "site").string, "FGSHELL_COMPLETION_BUDGET": "10000"]
        ) { $1 }
        let result = try await command.run()
        #expect(result.status == 0 && result.errorText.isEmpty, "\(line): \(result.errorText)")
        return result.outputText.split(separator: "\n").map { line in
            String(line.prefix { $0 != "\t" })
        }
    }
}
