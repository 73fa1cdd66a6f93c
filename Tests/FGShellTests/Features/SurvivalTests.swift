import FGCore
import FGProcess
import Glibc
import Testing

/// What must not end the shell with a crash, keep it forever, or run half of a batch.
struct SurvivalTests {
    /// The ways in which a script comes in, each with the file `s` that has it.
    private static let ways = [
        "$F < s", "$F -f s", "$F -f - < s", "$F --stream < s", "$F --check s", "$F --format-script s",
        "$F -c \"$(cat s)\"", "$F --complete \"$(cat s)\"", "$F --complete-line \"fgshell $(cat s)\"",
        "$F --restricted < s", "$F --transaction < s", "$F --read-only -x < s",
    ]

    @Test func `bytes that are no UTF-8 are an error with their place, and nothing runs`() async throws {
        let arguments = ["$F -c \"$(cat s)\"", "$F echo \"$(cat s)\"", "$F --complete \"$(cat s)\""]
        let result = try await ShellRun.sh(
            """
            printf 'echo a\\necho \\351\\n' > s
            for way in \(Self.quoted(Array(Self.ways[0...2] + Self.ways[4...5]) + arguments)); do
                eval "$way"; echo "$? $way"
            done
            """
        )
        let lines = result.outputText.split(separator: "\n")
        #expect(lines.count == 8 && lines.allSatisfy { $0.hasPrefix("2 ") }, "\(result.outputText)")
        let places = result.errorText.split(separator: "\n").filter { $0.contains("error") }
        #expect(places.count == 8)
        #expect(places.allSatisfy { $0.hasSuffix(":2:6: error: the byte 0xe9 is not UTF-8") }, "\(places)")
        #expect(places.filter { $0.hasPrefix("argument 2:") }.count == 3)
    }

    @Test func `a stream runs the lines around one that is no text`() async throws {
        let result = try await ShellRun.sh(
            """
            printf 'set on-error continue\\necho a\\necho \\351\\necho b\\n\\377\\376\\necho c' | $F --stream
            echo $?; printf 'echo a\\necho \\351\\necho b\\n' | $F --stream; echo $?
            """
        )
        #expect(result.outputText == "a\nb\nc\n2\na\n2\n")
        let places = result.errorText.split(separator: "\n").filter { $0.contains("error") }
        #expect(places.map { $0.prefix(11) } == ["<stdin>:3:6", "<stdin>:5:1", "<stdin>:2:6"])
    }

    @Test func `NUL bytes are an error with their place, and nothing runs`() async throws {
        let ways = Self.ways.prefix(3) + Self.ways[4...5] + Self.ways.suffix(3)
        let result = try await ShellRun.sh(
            """
            printf 'echo a\\necho x\\0y\\n' > s
            for way in \(Self.quoted(Array(ways))); do eval "$way"; echo "$? $way"; done
            head -c 100000 /dev/zero | $F; echo $?
            """
        )
        let lines = result.outputText.split(separator: "\n")
        #expect(lines.count == 9 && lines.allSatisfy { $0.hasPrefix("2") }, "\(result.outputText)")
        let places = result.errorText.split(separator: "\n").filter { $0.contains(":2:7: error: a NUL byte") }
        #expect(places.count == 8)
        // A message has the beginning of what it is about.
        #expect(result.errorText.split(separator: "\n").allSatisfy { $0.utf8.count < 2000 })
    }

    @Test func `a line of ten megabytes is work or one readable error`() async throws {
        let result = try await ShellRun.sh(
            """
            long() { head -c 10000000 /dev/zero | tr '\\0' x; }
            { printf "echo '"; long; echo "'"; } > s
            $F --stream < s | wc -c; $F --format-script s | wc -c; $F --check s; echo $?
            { long; echo; } | $F; echo $?; { printf "echo '"; long; } | $F --stream; echo $?
            """
        )
        #expect(result.outputText == "10000001\n10000008\n0\n2\n2\n")
        let errors = result.errorText.split(separator: "\n").filter { $0.contains("error: ") }
        #expect(errors.count == 2 && errors.allSatisfy { $0.hasPrefix("<stdin>:1:") })
        #expect(result.errorText.utf8.count < 4000)
    }

    @Test func `a line of many statements is run in order`() async throws {
        let script = String(repeating: "echo;", count: 5000) + "echo $status\n"
        let result = try await ShellRun.sh("$F | wc -l", input: script)
        #expect(result.outputText == "5001\n")
        #expect(result.errorText == "")
    }

    @Test(arguments: [
        ("echo ", "(", ")"), ("let x = ", "(", ")"), ("let x = ", "[", "]"), ("let x = ", "{ a = ", "}"),
        ("let x = ", "not ", ""), ("if ", "not ", ""), ("if ", "(", ")"), ("", "atomic { ", "}"),
        ("", "if true { ", "}"), ("", "try { ", "}"), ("", "def f { ", "}"), ("", "explain ", ""),
        ("", "time ", ""), ("", "- ", ""), ("", "!", ""), ("", "{", "}"), ("", "(", ")"), ("", "[", "]"),
        ("image list where ", "(", ")"), ("image list where ", "not ", ""), ("", "image list | each { ", "}"),
        ("template t ", "{", "}"), ("if true { } ", "else if true { } ", ""),
    ])
    func `ten thousand things in one another are an error and no crash`(
        start: String,
        opening: String,
        closing: String
    ) async throws {
        // What stands on the command line may be no longer than a hundred kilobytes.
        let count = min(10_000, 100_000 / opening.utf8.count)
        let open = start + String(repeating: opening, count: count)
        let closed = open + "a" + (closing.isEmpty ? "" : String(repeating: closing, count: count))
        for (text, ways) in [(open, [0, 3, 5]), (closed, Array(Self.ways.indices))] {
            let words = ways.map { Self.ways[$0] }.filter { !$0.contains("cat") || text.utf8.count < 120_000 }
            let result = try await ShellRun.sh(
                "for way in \(Self.quoted(words)); do eval \"$way\" > out; echo \"$? $way\"; done",
                files: ["s": text]
            )
            let lines = result.outputText.split(separator: "\n")
            #expect(lines.count == words.count)
            for line in lines {
                let expected =
                    if line.contains("--complete") { ["0"] } else if opening == "!" {
                        ["0", "2", "3", "5"]
                    } else if opening == "[", start.isEmpty { ["0", "2"] } else { ["2"] }
                #expect(expected.contains(String(line.prefix { $0 != " " })), "\(line)")
            }
            #expect(result.errorText.contains("error: "))
        }
    }

    @Test func `a closed standard output is an error before the next statement`() async throws {
        let ways = Self.ways.prefix(4) + Self.ways[5...5] + ["$F --complete 'image sh'", "$F help"]
        let result = try await ShellRun.sh(
            """
            for way in \(Self.quoted(Array(ways))); do eval "$way" >&-; echo "$? $way"; done; ls never
            """,
            files: ["s": "echo a\necho b > never\n"]
        )
        let lines = result.outputText.split(separator: "\n")
        #expect(lines.count == 7 && lines.allSatisfy { $0.hasPrefix("1 ") }, "\(lines)")
        let errors = result.errorText.split(separator: "\n")
        #expect(errors.filter { $0.contains("cannot write standard output") }.count == 7)
        #expect(errors.last?.contains("cannot access 'never'") == true)
    }

    @Test func `a reader that goes away ends each way of running without a word`() async throws {
        let ways = Self.ways.prefix(4) + Self.ways[5...5] + ["$F -c 'for i in 1..100000 { -echo $i }'"]
        let result = try await ShellRun.sh(
            """
            seq 20000 | sed 's/^/echo /' > s; echo 'echo never > never' >> s
            for way in \(Self.quoted(Array(ways))); do { eval "$way"; echo "$?" >&2; } | head -n 1; done
            [ ! -e never ] || echo never
            """
        )
        #expect(result.errorText == String(repeating: "141\n", count: 6))
        #expect(result.outputText == "1\n1\n1\n1\necho 1\n1\n")
    }

    @Test func `a closed standard input is an error where it is read, and nothing where it is not`()
        async throws
    {
        let result = try await ShellRun.sh(
            """
            for way in "$F" "$F --stream" "$F -f -" "$F --check" "$F --format-script -"; do
                eval "$way" <&-; echo $?
            done
            $F -c 'echo a' <&-; $F -c 'echo b' <&- 2>&-; $F -c 'echo c > no/where' <&- >&- 2>&-; echo $?
            """
        )
        #expect(result.outputText == "1\n1\n1\n1\n1\na\nb\n1\n")
        let lines = result.errorText.split(separator: "\n")
        #expect(
            lines
                == Array(
                    repeating: "fgshell: error: cannot read standard input: bad file descriptor",
                    count: 5
                )
        )
    }

    /// Lines as words of sh.
    private static func quoted(_ lines: [String]) -> String {
        lines.map { "'" + $0.replacing("'", with: "'\\''") + "'" }.joined(separator: " ")
    }
}
