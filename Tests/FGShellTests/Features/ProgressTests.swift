import FGCore
import FGProcess
import Testing

/// Row 37 of the table of features: how long work is shown.
@Suite(.serialized)
struct ProgressTests {
    /// Longer than any test waits, and without data.
    private static let long: Int64 = 64 << 30
    private static let clearing = "\r\u{1b}[J"

    @Test func `37 progress: in place on a terminal, with bytes, rate and time left, and gone at the end`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try await shell.startAtPrompt(columns: 100)
            try terminal.type("image import long.raw\r")
            try await terminal.wait(for: "\(Self.clearing)")
            try await terminal.wait(for: " 2/2 store  [")
            #expect(try await terminal.wait(for: " left\r\(Self.clearing)").contains(" of 64 GiB  "))
            // Drawn over and over in the same line.
            try await terminal.wait(for: " 2/2 store  [")
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "\(Self.clearing)^C\r\ncancelling…\r\n")
            let rest = try await terminal.wait(for: "(130) \(shell.prompt)")
            #expect(rest == "<prompt>:1:1: error: interrupted\n")
        }
    }

    @Test(arguments: [UInt16(1), 2, 10, 20, 40])
    func `37 progress: a line never wraps, however narrow the terminal is or becomes`(columns: UInt16)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try shell.start(["image", "import", "long.raw"], columns: 100)
            try await terminal.wait(for: " 2/2 store  [")
            terminal.resize(columns: columns)
            // Those that were drawn before are still to be read.
            var line = try await terminal.wait(for: Self.clearing)
            for _ in 0..<200 where line.utf8.count >= columns {
                line = try await terminal.wait(for: Self.clearing)
            }
            for _ in 0..<3 {
                #expect(line.utf8.count < columns, "\(line)")
                line = try await terminal.wait(for: Self.clearing)
            }
            try terminal.type(ShellTerminal.controlC)
            #expect(try await terminal.waitForEnd() == 130)
            #expect(terminal.modes == terminal.modesAtStart)
        }
    }

    @Test func `37 progress: an error in the middle clears the line before it is told`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try shell.start(["image", "import", "long.raw"])
            try await terminal.wait(for: " 2/2 store  ")
            let words = ["--site", shell.site.string, "-c", "operation cancel 1"]
            #expect(try await Command(ScriptTests.program(), words).run().status == 0)
            #expect(try await terminal.waitForEnd() == 130)
            let end = "\(Self.clearing)arguments:1:1: error: interrupted\r\n"
            #expect(terminal.shown.hasSuffix(end), "\(terminal.shown.suffix(200))")
            #expect(terminal.modes == terminal.modesAtStart)
        }
    }

    @Test func `37 progress: plain is a line for each step, wherever it goes`() async throws {
        for call in [
            "$F --progress=plain image import a.raw", "$F image import a.raw --progress plain",
            "$F -c 'set progress plain; image import a.raw'",
        ] {
            let result = try await ShellRun.sh("head -c 1048576 /dev/zero > a.raw; \(call) > /dev/null")
            let digest = "sha256:30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58"
            #expect(
                result.errorText == """
                    step 1/2: inspect, a.raw
                    step 1/2: inspect done, raw
                    step 2/2: store, 1 MiB
                    step 2/2: store done, \(digest)
                    step 3/3: analyse, file systems and packages
                    step 3/3: analyse done, no system was found

                    """
            )
        }
    }

    @Test
    func `37 progress: a pipe gets none unless it is asked for, and a terminal none where it is not wanted`()
        async throws
    {
        let piped = try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > a.raw
            $F image import a.raw > /dev/null; $F --progress none site check --deep
            $F -q --progress plain site check --deep; $F -c 'set progress none; site check --deep'
            """
        )
        #expect(piped.errorText == "")
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("long.raw", bytes: Self.long)
            let terminal = try await shell.startAtPrompt()
            try await terminal.run("set progress none", until: shell.prompt)
            try terminal.type("image import long.raw\r")
            try await waitForOperation(shell)
            try terminal.type(ShellTerminal.controlC)
            try await terminal.wait(for: "cancelling…\r\n")
            #expect(!terminal.shown.contains("store"))
        }
    }

    /// Waits until an operation has gone on for longer than progress waits, as another shell sees it.
    private func waitForOperation(_ shell: ShellTerminal) async throws {
        let call = "operation list | where state == running and duration > 2s | count"
        let words = ["--site", shell.site.string, "-c", call]
        for _ in 0..<200
        where try await Command(ScriptTests.program(), words).run().outputText == "1\n" {
            return
        }
        throw FGError(.timedOut, "the operations do not begin")
    }

    @Test func `37 progress: a terminal without escapes gets plain lines`() async throws {
        try await TemporaryFolder.with { folder in
            let shell = ShellTerminal(folder)
            try shell.makeFile("tiny.raw", bytes: 1 << 20)
            let terminal = try shell.start(["image", "import", "tiny.raw"], variables: ["TERM": "dumb"])
            #expect(try await terminal.waitForEnd() == 0)
            #expect(terminal.shown.contains("step 2/2: store, 1 MiB\r\n"))
            #expect(!terminal.shown.contains("\u{1b}"))
        }
    }

    @Test func `37 progress: reading and converting say their bytes, and a wrong mode is told`() async throws
    {
        let result = try await ShellRun.sh(
            """
            head -c 1048576 /dev/urandom > a.raw; gzip -k a.raw
            $F --progress plain image import a.raw.gz --name a --expect sha256:$(sha256sum a.raw.gz | cut -d ' ' -f 1) \\
                > /dev/null
            $F --progress plain site check --deep > /dev/null
            $F --progress fast image list; echo $?
            $F -c 'set progress fast'; echo $?
            """
        )
        #expect(result.outputText == "2\n2\n", "\(result.errorText)")
        for line in [
            "step 1/2: inspect done, gzip", "step 2/4: hash, ", "step 3/4: unpack, gzip",
            "step 3/4: unpack done, 1 MiB", "step 4/4: store, 1 MiB", "step 1/2: check done, 0 problems",
            "step 2/2: read, 2 blobs, 1 MiB", "step 2/2: read done, 0 damaged", "--progress is \"fast\"",
            "\"fast\" is none of auto, plain, none",
        ] { #expect(result.errorText.contains(line), "\(line): \(result.errorText)") }
    }
}
