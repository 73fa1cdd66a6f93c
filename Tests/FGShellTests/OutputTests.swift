import FGProcess
import Testing

/// What happens to results that cannot be written, run through a shell as users do.
struct OutputTests {
    @Test(arguments: [
        "$F -c 'echo hello' > /dev/full", "$F -c 'echo hello' >&-", "$F --help > /dev/full",
        "$F -c 'image list |! cat' > /dev/full",
    ])
    func `lost output is an error`(_ line: String) async throws {
        let result = try await ShellRun.sh(line)
        #expect(result.status == 1)
        #expect(result.errorText.contains("cannot write standard output"))
    }

    @Test func `a reader that went away ends the batch without a word`() async throws {
        let result = try await ShellRun.sh(
            """
            mkfifo gone
            { read x < gone; $F -c 'echo a; echo b > never'; echo "status $?" >&2; } | {
                exec 0<&-; echo x > gone
            }
            ls
            """
        )
        #expect(result.errorText == "status 141\n")
        #expect(result.outputText == "gone\n")
    }

    @Test func `shells that append at once lose no line`() async throws {
        let result = try await ShellRun.sh(
            """
            script=$(for i in 1 2 3 4 5 6 7 8 9 10; do echo 'echo line >> log'; done)
            $F -c "$script" & $F -c "$script" & $F -c "$script" & $F -c "$script" & wait
            grep -c line log
            """
        )
        #expect(result.outputText == "40\n")
    }

    @Test func `results for standard output by name come in their order`() async throws {
        let result = try await ShellRun.sh("$F -c 'echo a; echo b > /dev/stdout; echo c' > out; cat out")
        #expect(result.outputText == "a\nb\nc\n")
    }
}
