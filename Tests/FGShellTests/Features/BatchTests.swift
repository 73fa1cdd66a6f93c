import FGCore
import FGProcess
import Testing

/// Scripts from standard input, files and the command line: §2 of the notes on shells, rows 1 to 11.
struct BatchTests {
    @Test func `1 stdin not a tty: a silent batch without prompt, echo and colour`() async throws {
        let result = try await ShellRun.sh("printf 'echo a\\nimage list\\necho b' | $F")
        #expect(result.status == 0)
        #expect(result.outputText.hasPrefix("a\nname\t"))
        #expect(result.outputText.hasSuffix("\nb\n"))
        #expect(!result.outputText.contains("\u{1b}"))
        #expect(result.errorText == "")
    }

    @Test func `1 stdin not a tty: what is larger than memory is spooled to a file without a name`()
        async throws
    {
        let result = try await ShellRun.sh(
            """
            i=0; while [ $i -lt 40 ]; do printf '# %099999d\\n' 0; i=$((i + 1)); done > big
            echo 'echo done; bad' >> big
            $F < big; echo $?; sed -i 's/; bad//' big; $F < big; ls
            """
        )
        #expect(result.outputText == "2\ndone\nbig\n")
        #expect(result.errorText.contains("<stdin>:41:12: error: no command is called \"bad\""))
    }

    @Test func `1 stdin not a tty: a full disk is one clear error`() async throws {
        let result = try await ShellRun.sh(
            """
            i=0; while [ $i -lt 40 ]; do printf '# %099999d\\n' 0; i=$((i + 1)); done > big
            mkdir none; TMPDIR=none/no $F < big
            """
        )
        #expect(result.status == 1)
        #expect(
            result.errorText
                == "fgshell: error: cannot keep the script in none/no: no such file or directory\n"
        )
    }

    @Test func `2 one command on argv: -c as often as wanted, in order, and checked before any runs`()
        async throws
    {
        #expect(try await ShellRun.sh("$F -c 'let a = 1' -c 'echo $a' -c 'echo 2'").outputText == "1\n2\n")
        #expect(try await ShellRun.sh("$F echo 'a  b' c").outputText == "a  b c\n")
        let wrong = try await ShellRun.sh("$F -c 'echo 1' -c 'echo $nosuch'")
        #expect(wrong.status == 2)
        #expect(wrong.outputText == "")
        #expect(wrong.errorText.hasPrefix("-c#2:1:6: error: "))
    }

    @Test func `3 script file: by name, from standard input, and by its first line`() async throws {
        let script = "#!/usr/bin/env -S fgshell -f\necho from a script\n"
        let result = try await ShellRun.sh(
            """
            $F -f s; $F -f - < s; chmod +x s; PATH=$(dirname "$F"):$PATH ./s
            """,
            files: ["s": script]
        )
        #expect(result.outputText == String(repeating: "from a script\n", count: 3))
    }

    @Test func `5 stop on error: a batch stops, or goes on and names the lines`() async throws {
        let script = "image show a\necho b\nimage show c\n"
        let stopped = try await ShellRun.sh("$F", input: script)
        #expect(stopped.status == 1 && stopped.outputText == "")
        #expect(!stopped.errorText.contains("failed"))
        let passed = try await ShellRun.sh("$F", input: "set on-error continue\n" + script)
        #expect(passed.status == 1 && passed.outputText == "b\n")
        #expect(passed.errorText.hasSuffix("\n2 of 4 statements failed: lines 2, 4\n"))
    }

    @Test func `7 exit code: that of the worst failure`() async throws {
        let continued = "set on-error continue\n"
        func status(_ script: String) async throws -> Int32 {
            try await ShellRun.sh("$F --read-only", input: script).status
        }
        #expect(try await status("echo a") == 0)
        #expect(try await status("-source nosuch.fg\necho a") == 0)
        #expect(try await status(continued + "source nosuch.fg\necho a") == 1)
        #expect(try await status(continued + "image tag a b\nsource nosuch.fg") == 3)
        #expect(try await status(continued + "source nosuch.fg\nimage tag a b") == 3)
        #expect(try await status("nosuch") == 2)
    }

    @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)])
    func `7 exit code: that of the signal that ended the shell`(name: String, status: Int32) async throws {
        let result = try await ShellRun.sh(
            """
            mkfifo in; exec 3<> in; pid=$$
            {
                until grep -q '^SigCgt:.*[13579bdf]$' /proc/$pid/status; do sleep 0.02; done
                sleep 0.2; kill -\(name) $pid
            } &
            exec $F < in
            """
        )
        #expect(result.status == status)
        #expect(result.errorText == "")
    }

    @Test func `8 exit N: a batch ends there with that status`() async throws {
        let result = try await ShellRun.sh("$F", input: "echo a\nexit 7\necho b\n")
        #expect(result.status == 7 && result.outputText == "a\n")
        let last = try await ShellRun.sh("$F", input: "set on-error continue\nimage show a\nexit\n")
        #expect(last.status == 1)
    }

    @Test func `9 where an error is: name, line and column, the line and a caret`() async throws {
        let failed = try await ShellRun.sh("$F", input: "\n\n  image show a\n")
        #expect(failed.errorText.hasPrefix("<stdin>:3:3: error: image \"a\" not found\n"))
        let wrong = try await ShellRun.sh("$F -f s", files: ["s": "echo a\necho 'ä' $b\n"])
        #expect(wrong.errorText.hasPrefix("s:2:10: error: the variable $b is not defined\n    echo 'ä' $b\n"))
        #expect(wrong.errorText.contains("\n             ^~\n"))
    }

    @Test func `10 check before run: a mistake anywhere runs nothing, and all are reported`() async throws {
        let many = String(
            repeating: "let name = value # of a line that is neither short nor long\n",
            count: 5000
        )
        let script = "echo a\nechoo b\n" + many + "echo $nosuch\n" + many + "image lst\necho 'open\n"
        for line in ["$F", "$F --check", "$F --check -", "$F -f -"] {
            let result = try await ShellRun.sh(line, input: script)
            #expect(result.status == 2 && result.outputText == "")
            let places = result.errorText.split(separator: "\n").filter { $0.hasPrefix("<stdin>:") }
                .map { $0.split(separator: " ")[0] }
            #expect(places == ["<stdin>:2:1:", "<stdin>:5003:6:", "<stdin>:10004:7:", "<stdin>:10005:6:"])
        }
        #expect(try await ShellRun.sh("$F --check", input: "echo a").outputText == "")
    }

    @Test func `10 check before run: bytes that are no text are errors with their place`() async throws {
        let result = try await ShellRun.sh(
            """
            printf 'echo a\\n# \\0\\necho "\\0\\0"' | $F; printf 'echo a\\necho \\303\\n' | $F
            """
        )
        #expect(result.outputText == "")
        #expect(result.errorText.contains("<stdin>:2:3: error: a NUL byte"))
        #expect(result.errorText.contains("<stdin>:3:7: error: a NUL byte"))
        #expect(result.errorText.contains("<stdin>:2:6: error: the byte 0xc3 is not UTF-8"))
    }

    @Test func `10 check before run: long lines and deep parentheses are work or errors`() async throws {
        let long = try await ShellRun.sh(
            "head -c 10000000 /dev/zero | tr '\\0' x | sed 's/^/echo /' | $F | wc -c"
        )
        #expect(long.outputText == "10000001\n")
        let deep = try await ShellRun.sh("$F", input: "echo " + String(repeating: "(", count: 10_000))
        #expect(deep.status == 2)
    }

    @Test func `11 stdout is data: everything else goes to stderr, behind the data before it`() async throws {
        let result = try await ShellRun.sh("$F 2>&1", input: "echo a\n-image show b\necho c\n")
        #expect(
            result.outputText
                == "a\n<stdin>:2:1: warning: image \"b\" not found\n    hint: image list shows what is there\nc\n"
        )
    }

    @Test func `10 check before run: a part of a script ends between statements`() async throws {
        let block =
            "template t { # \(String(repeating: "x", count: 900))\n    os debian bookworm\n    disk 2GiB\n}\n"
        let script = String(repeating: block, count: 300) + "echo 'a\nb'; echo (\n echo c )\n"
        #expect(try await ShellRun.sh("$F", input: script).outputText == "a\nb\nc\n")
        let wrong = try await ShellRun.sh("$F", input: script + "nosuch")
        #expect(wrong.errorText.hasPrefix("<stdin>:1204:1: error: "))
    }

    @Test func `a program talks to the shell through a pair of pipes`() async throws {
        let result = try await ShellRun.sh(
            """
            mkfifo in out; $F --stream < in > out & exec 3> in 4< out
            echo 'set on-error continue; let a = 1' >&3; echo 'echo $a' >&3; read one <&4
            echo 'echoo b; echo "next' >&3; echo 'line"' >&3; read two <&4; read three <&4
            printf 'echo last' >&3; exec 3>&-; read four <&4
            wait $!; echo "$? $one $two $three $four"
            """
        )
        #expect(result.outputText == "2 1 next line last\n")
        #expect(result.errorText.hasPrefix("<stdin>:3:1: error: no command is called \"echoo\""))
    }

    @Test func `14 all or nothing: --transaction makes every change or none`() async throws {
        let result = try await ShellRun.sh(
            """
            $F --transaction -f good; $F --transaction < bad; echo $?; $F -c 'template list | count'
            printf 'template c { os debian bookworm }\nexit\n' | $F --transaction; $F -c 'template list | count'
            """,
            files: [
                "good": "template a { os debian bookworm }\ntemplate list | count\n",
                "bad": "set on-error continue\ntemplate b { os debian bookworm }\nimage show no\necho no\n",
            ]
        )
        #expect(result.outputText == "1\n1\n1\n2\n")
        #expect(result.errorText.contains("<stdin>:3:1: error: image \"no\" not found"))
        #expect(result.errorText.contains("nothing was changed"))
    }

    @Test func `14 all or nothing: a prompt has no end that --transaction could wait for`() async throws {
        try await TemporaryFolder.with { folder in
            let terminal = try ShellTerminal(folder).start(["--transaction"])
            try await terminal.wait(for: "error: --transaction is for a batch")
            #expect(try await terminal.waitForEnd() == 2)
        }
    }

    @Test func `14 all or nothing: what cannot be taken back is refused before anything runs`() async throws {
        let result = try await ShellRun.sh("$F --transaction", input: "echo no\nverify demo\n")
        #expect(result.status == 2)
        #expect(result.outputText == "")
        #expect(result.errorText.contains("<stdin>:2:1: error: verify cannot be taken back"))
        let stream = try await ShellRun.sh("$F --transaction --stream", input: "echo no\n")
        #expect(stream.status == 2)
        #expect(stream.errorText.contains("--transaction does not go with --stream"))
    }
}
