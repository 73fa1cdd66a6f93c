import FGCore
import FGProcess
import Testing

/// What the language does in scripts: §2 of the notes on shells, rows 4, 6, 16 to 18, 41, 44 and 46.
struct LanguageTests {
    @Test func `4 include from a script: relative to the including file, and what it defines stays`()
        async throws
    {
        let result = try await ShellRun.sh(
            "mkdir in; mv b c in; $F -f a",
            files: [
                "a": "source in/b\necho ${from-b}\nhello you\n", "b": "source c\nlet from-b = b\n",
                "c": "def hello who { echo \"hello $who\" }\n",
            ]
        )
        #expect(result.outputText == "b\nhello you\n")
        #expect(result.status == 0)
    }

    @Test func `4 include from a script: a cycle names its chain, and a mistake runs nothing`() async throws {
        let cycle = try await ShellRun.sh(
            "$F -f a",
            files: ["a": "source b\n", "b": "source c\n", "c": "source b\n"]
        )
        #expect(cycle.status == 2)
        #expect(cycle.errorText.contains("c:1:1: error: "))
        #expect(cycle.errorText.contains("/b -> "))
        let wrong = try await ShellRun.sh(
            "$F -f a",
            files: ["a": "echo no\nsource b\n", "b": "echo\niamge list\n"]
        )
        #expect(wrong.status == 2)
        #expect(wrong.outputText == "")
        #expect(wrong.errorText.contains("a:2:8: error: in b:2:1: no command is called \"iamge\""))
    }

    @Test func `4 include from a script: one that fails says where`() async throws {
        let result = try await ShellRun.sh(
            "$F -f a",
            files: [
                "a": "try { source b } else { echo ${error.place} }\nsource b\n", "b": "\nimage show no\n",
            ]
        )
        #expect(result.outputText == "b:2:1\n")
        #expect(result.errorText.hasPrefix("b:2:1: error: image \"no\" not found"))
        #expect(result.status == 1)
    }

    @Test func `6 ignore one error: a leading - makes a failure a warning, in a block too`() async throws {
        let result = try await ShellRun.sh(
            "$F",
            input: "-image show no\nfor i in 1..2 { - image show no; echo $i }\n"
        )
        #expect(result.status == 0)
        #expect(result.outputText == "1\n2\n")
        #expect(result.errorText.split(separator: "\n").filter { $0.contains(": warning: ") }.count == 3)
    }

    @Test func `16 comments: at a word's start, anywhere, and not inside quotes or words`() async throws {
        let script =
            "# a\necho one # two\necho a#b '# c' \"# d\" # e\nfor i in [1, # f\n2] { # g\necho $i # h\n}\n"
        let result = try await ShellRun.sh("$F", input: script)
        #expect(result.outputText == "one\na#b # c # d\n1\n2\n")
    }

    @Test func `17 quoting: raw, with variables, and no splitting afterwards`() async throws {
        let script = """
            let v = "a  b"
            echo '$v \\n' "$v\\t\\"\\\\\\u{41}" $v
            let list = [$v, c]
            for x in $list { echo "<$x>" }
            """
        let result = try await ShellRun.sh("$F", input: script)
        #expect(result.outputText == "$v \\n a  b\t\"\\A a  b\n<a  b>\n<c>\n")
    }

    @Test func `18 continuation: open brackets, quotes, pipes and a trailing backslash`() async throws {
        let script =
            "let l = [\n1,\n2\n]\necho \\\n  $l\necho 'a\nb'\ntemplate list |\n  count\ndef f {\necho f\n}\nf\n"
        let result = try await ShellRun.sh("$F", input: script)
        #expect(result.outputText == "1,2\na\nb\n0\nf\n")
    }

    @Test func `41 run a host command: its words as they are, its status a warning, never when restricted`()
        async throws
    {
        let result = try await ShellRun.sh(
            "$F",
            input: "let a = 'x  y; exit'\n!printf '%s|' $a b\n!false\necho on\n"
        )
        #expect(result.outputText == "x  y; exit|b|on\n")
        #expect(result.errorText.contains("<stdin>:3:1: warning: false ended with status 1"))
        #expect(result.status == 0)
        let restricted = try await ShellRun.sh("$F --restricted", input: "echo no\n!ls\n")
        #expect(restricted.status == 2)
        #expect(restricted.outputText == "")
        let failing = try await ShellRun.sh("$F", input: "set pipefail on\n!false\n")
        #expect(failing.status == 1)
    }

    @Test func `44 variables: keep types and results, and one that is not defined is an error`() async throws
    {
        let script = """
            template demo { os debian bookworm }
            let t = (template list)
            let n = (template list | count)
            echo "${t.name} $n"
            if $n == 1 and ${t.revision} < 2 { echo typed }
            """
        #expect(try await ShellRun.sh("$F", input: script).outputText == "demo 1\ntyped\n")
        let wrong = try await ShellRun.sh("$F", input: "let abc = 1\necho $abd\n")
        #expect(wrong.errorText.contains("<stdin>:2:6: error: the variable $abd is not defined"))
        #expect(wrong.errorText.contains("did you mean abc?"))
    }

    @Test func `46 aliases and macros: an alias takes more words and stages, a def arguments`() async throws {
        let script = """
            template one { os debian bookworm }
            template two { os debian bookworm }
            alias names = template list | columns name
            names | sort -name | first 1
            alias show = template show
            show two > two
            def shown what { template show $what }
            shown one
            alias again = shown
            again one
            """
        let result = try await ShellRun.sh("$F", input: script)
        #expect(result.outputText.hasPrefix("name\ntwo\n"))
        #expect(result.outputText.hasSuffix("template one {\n    os debian bookworm\n}\n"))
        let again = try await ShellRun.sh("$F", input: "alias a = image list\nalias b = a\n")
        #expect(again.status == 2)
        #expect(again.errorText.contains("an alias stands for a command and not for another alias"))
    }

    @Test func `49 timing: time says on standard error how long one statement took`() async throws {
        let result = try await ShellRun.sh("$F", input: "time echo a\n")
        #expect(result.outputText == "a\n")
        #expect(result.errorText.hasPrefix("time: "))
    }

    @Test func `a def that calls itself without end is an error, and one without end of work can be stopped`()
        async throws
    {
        let endless = try await ShellRun.sh("$F", input: "def f { f }\nf\n")
        #expect(endless.status == 2)
        #expect(endless.errorText.contains("f calls itself deeper than 64 times"))
        let long = try await ShellRun.sh(
            "timeout --preserve-status -s INT 1 $F; echo $?",
            input: "for i in 1..1000000 { for j in 1..1000000 { let k = $j } }\n"
        )
        #expect(long.outputText == "130\n")
    }

    @Test func `exit ends the shell from inside of every block`() async throws {
        let script =
            "def f { try { for i in 1..9 { if $i == 3 { exit 7 }; echo $i } } else { echo no } }\nf\necho no\n"
        let result = try await ShellRun.sh("$F", input: script)
        #expect(result.outputText == "1\n2\n")
        #expect(result.status == 7)
    }

    @Test func `on-error continue goes on inside a block, and the worst status is that of the batch`()
        async throws
    {
        let script = "set on-error continue\nfor i in 1..2 { image show no; echo $i }\necho end\n"
        let result = try await ShellRun.sh("$F", input: script)
        #expect(result.outputText == "1\n2\nend\n")
        #expect(result.status == 1)
        #expect(result.errorText.contains("<stdin>:2:17: error: image \"no\" not found"))
    }
}
