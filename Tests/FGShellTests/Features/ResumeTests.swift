import FGProcess
import Testing

/// Batches that go on where they stopped: §2 of the notes on shells, row 15.
struct ResumeTests {
    private static let script = """
        let name = a
        image set $name one=1
        set format csv
        echo "$name first"
        echo line >> log
        image show missing
        image tag $name last
        echo "$name second"

        """
    private static let image = "head -c 1048576 /dev/zero > a.raw; $F image import a.raw > /dev/null\n"

    @Test func `15 resume a batch: what was done is not done again, and what the shell knew is known`()
        async throws
    {
        let result = try await ShellRun.sh(
            Self.image + """
                $F -f s; echo "status $?"; cp a.raw b.raw; $F image import b.raw --name missing > /dev/null
                $F -f s --resume | grep -v -e debian -e ,raw,; wc -l < log; $F -f s --resume; echo "status $?"
                ls site/journals
                """,
            files: ["s": Self.script]
        )
        let lines = result.outputText.split(separator: "\n")
        #expect(
            lines.filter { $0.hasSuffix("first") || $0.hasPrefix("status") } == [
                "a first", "status 1", "status 1",
            ]
        )
        #expect(result.outputText.hasSuffix("last\na second\n1\nstatus 1\n"), "\(result.outputText)")
        #expect(result.errorText.contains("there is nothing to resume"))
    }

    @Test func `15 resume a batch: a script that changed is refused`() async throws {
        let result = try await ShellRun.sh(
            """
            $F -f s; $F -f s --journal j; echo '# more' >> s; $F -f s --resume; echo $?
            $F -f s --resume --journal j; echo $?; cat log | wc -l
            """,
            files: ["s": "echo a >> log\nimage show b\n"]
        )
        #expect(result.outputText == "1\n1\n2\n")
        let refusals = result.errorText.split(separator: "\n").filter {
            $0.contains("s changed since it was stopped at line 2, and cannot be resumed")
        }
        #expect(refusals.count == 2, "\(result.errorText)")
    }

    @Test
    func `15 resume a batch: after a kill the statement that ran is done again or not as the user says`()
        async throws
    {
        let script = "echo a >> log\necho b >> in\necho c >> log\n"
        let result = try await ShellRun.sh(
            """
            mkfifo in; $F -f s & pid=$!
            until grep -q 'running 0*2' site/journals/* 2> /dev/null; do sleep 0.02; done
            kill -9 $pid; wait $pid; rm in
            $F -f s --resume; echo $?; cp -r site site2
            $F -f s --resume=skip; cat log; $F --site site2 -f s --resume=again; cat in log
            """,
            files: ["s": script]
        )
        #expect(result.outputText == "1\na\nc\nb\na\nc\nc\n", "\(result.outputText)")
        #expect(result.errorText.contains("s:2: this statement was running when the shell was killed"))
    }

    @Test func `15 resume a batch: one that reads only, or that came to its end, leaves no journal`()
        async throws
    {
        let result = try await ShellRun.sh(
            "echo 'image show a' | $F; echo 'echo a > f' | $F; ls site; ls site/journals"
        )
        #expect(!result.outputText.contains("0"), "\(result.outputText)")
    }
}
