import FGCommands
import FGCore
import FGLanguage
import FGProcess
import Testing

/// Plans, and what the shell asks before it destroys something.
struct ConfirmationTests {
    /// A shell at a site with images of a megabyte.
    private static func atPrompt(
        _ images: [String],
        _ body: (ShellTerminal, PseudoTerminal) async throws -> Void
    ) async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            let terminal = try await shell.startAtPrompt()
            for name in images {
                try shell.makeFile("\(name).raw", bytes: 1 << 20)
                try await terminal.run("image import \(name).raw", until: shell.prompt)
            }
            try await body(shell, terminal)
        }
    }

    private static func images(_ shell: ShellTerminal, _ terminal: PseudoTerminal) async throws -> String {
        let shown = try await terminal.run("image list | columns name", until: shell.prompt)
        return shown.split(separator: "\n").dropFirst(2).joined(separator: " ")
    }

    @Test(arguments: ["n\r", "\r", "yesterday\r", "1\r", "\u{4}"])
    func `52 one: everything but y and yes keeps it`(_ answer: String) async throws {
        try await Self.atPrompt(["tiny"]) { shell, terminal in
            try terminal.type("image delete tiny\r")
            let plan = try await terminal.wait(for: "delete tiny? [y/N] ")
            #expect(plan.contains("\ntiny "))
            try terminal.type(answer)
            try await terminal.wait(for: "error: nothing was changed\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(try await Self.images(shell, terminal) == "tiny")
        }
    }

    @Test(arguments: ["y\r", "YES\r"])
    func `52 one: y or yes deletes it`(_ answer: String) async throws {
        try await Self.atPrompt(["tiny"]) { shell, terminal in
            try terminal.type("image delete tiny\r")
            try await terminal.wait(for: "delete tiny? [y/N] ")
            try terminal.type(answer)
            try await terminal.wait(for: shell.prompt)
            #expect(try await Self.images(shell, terminal) == "")
        }
    }

    @Test(arguments: [("y\r", false), ("3\r", false), ("2\r", true), ("yes\r", true)])
    func `52 more than one: only their count or yes deletes them`(_ answer: String, isTaken: Bool)
        async throws
    {
        try await Self.atPrompt(["a", "b", "c"]) { shell, terminal in
            try terminal.type("image delete a b\r")
            let plan = try await terminal.wait(for: "delete 2 versions? type 2 or yes: ")
            #expect(plan.contains("\na ") && plan.contains("\nb ") && !plan.contains("\nc "))
            try terminal.type(answer)
            try await terminal.wait(for: isTaken ? "\(shell.user)/b:1  deleted" : "(130) ")
            try await terminal.wait(for: shell.prompt)
            #expect(try await Self.images(shell, terminal) == (isTaken ? "c" : "a b c"))
        }
    }

    @Test func `52 Ctrl-C is an answer, and what was typed after it is not`() async throws {
        try await Self.atPrompt(["tiny"]) { shell, terminal in
            try terminal.type("image delete tiny\r")
            try await terminal.wait(for: "[y/N] ")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "error: interrupted\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(!terminal.shown.contains("cancelling"))
            #expect(try await Self.images(shell, terminal) == "tiny")
            try terminal.type("image delete tiny\r")
            try await terminal.wait(for: "[y/N] ")
            try terminal.type("n\recho ahead\r")
            try await terminal.wait(for: "\nahead\r\n")
            try await terminal.wait(for: shell.prompt)
        }
    }

    @Test func `52 what was typed before the question is no answer`() async throws {
        try await Self.atPrompt(["tiny"]) { shell, terminal in
            try terminal.type("image delete tiny\ry\r")
            try await terminal.wait(for: "[y/N] ")
            try terminal.type("n\r")
            try await terminal.wait(for: "error: nothing was changed\r\n")
            try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(try await Self.images(shell, terminal) == "tiny")
        }
    }

    @Test func `52 set confirm off asks nothing at the prompt, and one command asks too`() async throws {
        try await Self.atPrompt(["a", "b"]) { shell, terminal in
            let single = try shell.start(["image", "delete", "a"])
            try await single.wait(for: "delete a? [y/N] ")
            try single.type("n\r")
            #expect(try await single.waitForEnd() == 130)
            try await terminal.run("set confirm off", until: shell.prompt)
            try await terminal.run("image delete a", until: shell.prompt)
            #expect(try await Self.images(shell, terminal) == "b")
        }
    }

    @Test func `52 a batch without --yes is refused with status 2, whatever confirm is`() async throws {
        let result = try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > a.raw; $F image import a.raw > /dev/null
            $F -c 'template load t.fg' > /dev/null
            for call in 'image delete a' 'image delete where size > 0B' 'template delete t' 'site collect' \\
                'site rebuild' 'history clear' 'operation cancel 1 2' 'deployment stop 1 1'
            do
                $F -c "set confirm off; $call"; echo $?
            done
            $F -c 'image list | count'
            """,
            files: ["t.fg": "template t {\n    os debian bookworm\n    disk 2GiB\n}\n"]
        )
        #expect(result.outputText == "2\n2\n2\n2\n2\n2\n2\n1\n1\n", "\(result.errorText)")
        #expect(result.errorText.contains("-c:1:18: error: a batch does not delete a without --yes\n"))
        #expect(result.errorText.contains("hint: add --yes, or look with --dry-run"))
    }

    @Test func `52 a failed item does not keep the others: a row each, and how many failed`() async throws {
        let result = try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > a.raw; $F image import a.raw > /dev/null
            $F operation cancel 1 7 --yes; echo $?
            $F --format plain -c 'let r = 1; -image import no.raw; operation cancel 1 2 --yes'; echo $?
            """
        )
        #expect(
            result.outputText == """
                1
                1\tfailed\toperation 1 is done already
                2\tfailed\toperation 2 is failed already
                1

                """
        )
        #expect(result.errorText.contains("operation 7 not found"))
        #expect(result.errorText.contains("error: 2 of 2 failed"))
    }

    @Test func `51 --dry-run: every command that changes something has it, and it changes nothing`()
        async throws
    {
        let changing = CommandRegistry.table.signatures.filter { $0.effect != .reads }
        for signature in changing {
            #expect(signature.options.contains { $0.name == "dry-run" }, "\(signature.name)")
            #expect(ChangingCalls.arguments[signature.name] != nil, "\(signature.name) has no call here")
        }
        let calls = changing.map { "\($0.name) \(ChangingCalls.arguments[$0.name] ?? "")" }
        let dry = calls.map { "-\($0) --dry-run\n" } + ["set dry-run on\n"] + calls.map { "-\($0)\n" }
        let result = try await ShellRun.sh(
            """
            for name in a b; do head -c 1048576 /dev/zero > $name.raw; $F image import $name.raw; done > /dev/null
            $F -c 'image tag a x; channel move a old; image delete b --yes; template load t.fg' > /dev/null
            head -c 2097152 /dev/zero > f.raw
            state() {
                $F --format json -c 'image list --all; image show a; template list; deployment list; usage; channel list; image history a' &&
                $F --format json operation list --all &&
                find . -type f | grep -v -e -shm -e -wal -e '/archives/' -e before | sort
            }
            touch plans errors after; state > before && grep -c '"name":"a"' before
            $F > plans 2> errors
            state > after; diff before after > /dev/null && echo same; diff before after; cat errors
            """,
            files: ["t.fg": "template t {\n    os debian bookworm\n    disk 2GiB\n}\n"],
            input: dry.joined()
        )
        #expect(result.outputText.hasPrefix("2\nsame\n"), "\(result.outputText)")
        #expect(!result.outputText.contains("--yes"), "\(result.outputText)")
    }
}
