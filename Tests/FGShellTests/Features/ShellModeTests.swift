import FGCommands
import FGCore
import FGLanguage
import FGProcess
import Testing

/// How a shell was asked to run: §2 of the notes on shells, rows 13 and 53.
struct ShellModeTests {
    @Test func `13 quiet and echo: -x prints each statement on stderr`() async throws {
        let result = try await ShellRun.sh("$F -x", input: "let a = 'b c'\necho $a; image list | count\n")
        #expect(result.outputText == "b c\n0\n")
        #expect(result.errorText == "+ let a = 'b c'\n+ echo $a\n+ image list | count\n")
    }

    @Test(arguments: [
        ("echo a > file", 10), ("echo a >> file", 11), ("echo a |! cat", 8), ("source s.fg", 8),
        ("image import a.raw", 14), ("image export a --to b.raw", 21), ("let a = (image import a.raw)", 23),
        ("template load t.fg", 15), ("template check ./t.fg", 16), ("generate t.fg --watch", 10),
        ("template new a --to a.fg", 21), ("template t {\n file /a from=\"/etc/shadow\"\n}", 0),
    ])
    func `53 restricted: programs and files are refused before anything runs`(line: String, column: Int)
        async throws
    {
        let result = try await ShellRun.sh("$F --restricted; ls", input: "echo before\n\(line)\n")
        #expect(!result.outputText.contains("before"))
        let place = column == 0 ? "<stdin>:3:10: " : "<stdin>:2:\(column): "
        #expect(result.errorText.contains("\(place)error: a restricted shell "), "\(result.errorText)")
        #expect(!result.outputText.contains("file"))
        let streamed = try await ShellRun.sh("$F --restricted --stream; echo $?", input: "\(line)\n")
        #expect(streamed.outputText == "2\n")
    }

    @Test(arguments: [
        "tree /a from=\"/etc\"", "user ada keys=\"/etc/passwd\"", "include /etc/passwd",
        "repository r key=/etc/passwd",
    ])
    func `53 restricted: no line of a template reaches a file`(line: String) async throws {
        let result = try await ShellRun.sh("$F --restricted", input: "template t {\n \(line)\n}\n")
        #expect(result.status == 2)
        #expect(result.errorText.hasPrefix("<stdin>:2:"), "\(result.errorText)")
        #expect(result.errorText.contains("error: a restricted shell reaches no files"))
    }

    @Test func `53 restricted: the rest of the language works`() async throws {
        let result = try await ShellRun.sh(
            "$F --restricted -c 'let a = 1' -c 'echo $a' -c 'image list | count'"
        )
        #expect(result.outputText == "1\n0\n")
    }

    @Test func `53 read-only: every command that changes something is refused`() async throws {
        let changing = CommandRegistry.table.signatures.filter { $0.effect != .reads && $0.noun != "history" }
        let script =
            "set on-error continue\n"
            + changing.map { "\($0.name) \(ChangingCalls.arguments[$0.name] ?? "")\n" }.joined()
        let result = try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > a.raw; $F image import a.raw > /dev/null
            $F template load t.fg > /dev/null; find site | sort > before
            $F --read-only; find site | grep -v -e -shm -e -wal | sort | diff before -
            """,
            files: ["f.raw": "x", "t.fg": "template t {\n    os debian bookworm\n    disk 2GiB\n}\n"],
            input: script
        )
        #expect(result.outputText == "", "nothing of the site changes")
        let refused = result.errorText.split(separator: "\n").filter { $0.contains("opened read-only") }
        #expect(refused.count == changing.count, "\(result.errorText)")
    }
}
