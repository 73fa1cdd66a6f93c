import FGProcess
import Testing

/// Where results go: §2 of the notes on shells, rows 39 and 40.
struct RedirectionFeatureTests {
    @Test func `39 pipe to host command: what it writes comes as it is written`() async throws {
        let result = try await ShellRun.sh(
            """
            mkfifo go out; { $F -c "echo a |! sh -c 'cat; read x < go; echo \\$x'" > out; echo "status $?"; } &
            exec 3< out; read first <&3; echo b > go; read second <&3; wait; echo "$first $second"
            """
        )
        #expect(result.outputText == "status 0\na b\n")
    }

    @Test func `39 pipe to host command: more than a pipe holds goes through, or is not wanted`() async throws
    {
        let long = String(repeating: "x", count: 4_000_000)
        let all = try await ShellRun.sh(
            "{ printf 'echo '; cat big; printf ' |! cat\\n'; } | $F | wc -c",
            files: ["big": long]
        )
        #expect(all.outputText == "4000001\n")
        let few = try await ShellRun.sh(
            "{ printf 'echo '; cat big; printf ' |! head -c 3\\necho done\\n'; } | $F",
            files: ["big": long]
        )
        #expect(few.outputText == "xxxdone\n")
        #expect(few.errorText == "" && few.status == 0)
    }

    @Test func `39 pipe to host command: a program that fails is a warning, or a failure with pipefail`()
        async throws
    {
        let script = "echo a |! sh -c 'cat; echo oops >&2; exit 3'\necho b\n"
        let warned = try await ShellRun.sh("$F", input: script)
        #expect(warned.outputText == "a\nb\n" && warned.status == 0)
        #expect(warned.errorText == "oops\n<stdin>:1:1: warning: sh ended with status 3\n")
        let failed = try await ShellRun.sh("$F", input: "set pipefail on\n" + script)
        #expect(failed.outputText == "a\n" && failed.status == 1)
        let missing = try await ShellRun.sh("$F", input: "echo a |! nosuchprogram\n")
        #expect(missing.status == 5)
    }

    @Test func `40 redirect: > makes a file and keeps one that is there, >> adds`() async throws {
        let result = try await ShellRun.sh(
            """
            $F -c 'echo a > f; echo b >> f; echo c >> g'; cat f g
            $F -c 'echo d > f'; echo $?; cat f
            $F -c 'set clobber on; echo d > f'; cat f
            """
        )
        #expect(result.outputText == "a\nb\nc\n1\na\nb\nd\n")
        #expect(result.errorText.contains("f is there already"))
    }
}
