import FGCore
import FGProcess
import Testing

/// Statements that run beside those after them.
struct BackgroundTests {
    /// Longer than any test waits, and without data.
    private static let long: Int64 = 64 << 30

    @Test func `38 a batch starts operations with &, waits for them, and the worst status counts`()
        async throws
    {
        let result = try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > a.raw
            $F -f good.fg; echo $?
            $F -c 'image import nope.raw & echo on'; echo $?
            $F -c '-image import nope.raw &'; echo $?
            $F -c 'image list | columns name > names.txt &'; cat names.txt
            $F --format plain -c 'operation list | where state == done | columns statement | sort statement'
            $F -c 'image tag x t & operation wait' > /dev/null; $F operation show 6 | grep -c '\\["t"\\]'
            """,
            files: [
                "good.fg": """
                for name in [x, y] {
                    image import a.raw --name $name &
                }
                operation wait | count
                image list | count

                """
            ]
        )
        #expect(
            result.outputText == """
                2
                2
                0
                on
                1
                0
                name
                x
                y
                image import a.raw --name $name
                image import a.raw --name $name
                image list | columns name > names.txt
                1

                """,
            "\(result.errorText)"
        )
        let errors = result.errorText
        #expect(errors.contains("operation 1 runs in the background\n"))
        #expect(
            errors.contains(#/good\.fg:2:5: operation 1 done in .*: image import a\.raw --name \$name\n/#)
        )
        #expect(errors.contains(#/-c:1:1: operation 3 failed with status 1 after .*nope\.raw: there is no /#))
    }

    @Test func `38 done notices come between prompts, and operation wait waits for what runs`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("a.raw", bytes: 1 << 20)
            let terminal = try await shell.startAtPrompt()
            let start = try await terminal.run("image import a.raw &", until: shell.prompt)
            #expect(start.contains("operation 1 runs in the background\n"))
            try terminal.type("operation wait 1 | columns state\r")
            try await terminal.wait(for: "done\r\n")
            try await terminal.wait(for: "operation 1 done in ")
            try await terminal.wait(for: shell.prompt)
            #expect(try await terminal.run("image list | count", until: shell.prompt).contains("\n1\n"))
        }
    }

    @Test func `36 38 to leave with running operations asks, and cancels them`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("image import long.raw &", until: shell.prompt)
            try terminal.type(ShellTerminal.controlD)
            try await terminal.wait(for: "1 operation runs in the background\r\n")
            try await terminal.wait(for: "leave and cancel it? [y/N] ")
            try terminal.type("n\r")
            try await terminal.wait(for: shell.prompt)
            #expect(
                try await terminal.run("operation list | columns state", until: shell.prompt)
                    .contains("\nrunning\n")
            )
            try terminal.type("exit 7\r")
            try await terminal.wait(for: "leave and cancel it? [y/N] ")
            try terminal.type("y\r")
            try await terminal.wait(for: "operation 1 cancelled after ")
            #expect(try await terminal.waitForEnd() == 7)
            #expect(terminal.modes == terminal.modesAtStart)
            let ingest = shell.site / "store" / "ingest"
            #expect(try !ingest.isFolder || ingest.entries() == [])
        }
    }

    @Test func `38 Ctrl-C in a batch that waits cancels its operations`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try shell.start(["-c", "image import long.raw & echo waits"])
            try await terminal.wait(for: "waits\r\n")
            try terminal.type(ShellTerminal.controlC)
            #expect(try await terminal.waitForEnd() == 130)
            #expect(terminal.shown.contains("operation 1 cancelled after "))
        }
    }

    @Test
    func `38 what runs in the background keeps variables, project and image of its start, and asks nobody`()
        async throws
    {
        let result = try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > a.raw
            $F --format plain -f - <<'END'
            use project one
            let name = first
            image import a.raw --name $name &
            let name = second
            use project two
            operation wait | count
            image list | columns project,name
            -image delete one/first &
            -operation wait
            image list | count
            atomic { echo a & }
            END
            $F --format plain -f - <<'END'
            use project one
            let name = first
            image import a.raw --name $name &
            let name = second
            use project two
            operation wait | count
            image list | columns project,name
            image delete one/first &
            -operation wait
            image list | count
            END
            echo $?
            """
        )
        #expect(result.outputText == "1\none\tfirst\n1\n2\n", "\(result.errorText)")
        #expect(result.errorText.contains("nothing runs in the background inside atomic"))
        #expect(result.errorText.contains("a batch does not delete one/first without --yes"))
    }
}
