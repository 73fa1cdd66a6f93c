import FGCommands
import FGCore
import FGLanguage
import FGProcess
import Testing

/// Row 21 of the table of features: what commands work with that name neither project nor image.
struct ContextTests {
    /// What statements print at a site whose projects `p` and `q` have an image `a` each, and `q` an image `b` too.
    private static func run(_ statements: String, files: [String: String] = [:]) async throws -> CommandResult
    {
        try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > one.raw
            $F --project p -c 'image import one.raw --name a' > /dev/null
            $F --project q -c 'image import one.raw --name a; image import one.raw --name b' > /dev/null
            $F --project p --format plain; echo "status $?"
            """,
            files: files,
            input: statements
        )
    }

    @Test func `21 context commands: use project, use image and use - change what context shows`()
        async throws
    {
        let result = try await Self.run(
            """
            def show { let c = (context); echo "${c.project} ${c.previous} ${c.image} ${c.version} ${c.settings}" }
            show
            use image a; show
            use project q; show
            set dry-run on; set on-error stop; show
            use image b; image delete b --project q --dry-run | columns name; set dry-run off
            image delete b --yes; show
            use -; show
            """
        )
        #expect(
            result.outputText == """
                p    
                p  a p/a:1 
                q p a q/a:1 
                q p a q/a:1 dry-run=on,on-error=stop
                b
                q p b  on-error=stop
                p q   on-error=stop
                status 0

                """,
            "\(result.errorText)"
        )
    }

    @Test func `21 context: role, access, restrictions and the recording are there`() async throws {
        let result = try await ShellRun.sh(
            """
            $F echo > /dev/null
            $F --format json -c 'record r.fg; context' | grep -o '"role":"administrator"\\|"recording":"[^"]*r.fg"'
            $F --read-only --restricted --format json context | grep -o '"access":"read only"\\|"restricted":true'
            """
        )
        let lines = result.outputText.split(separator: "\n")
        #expect(lines.count == 4, "\(result.outputText)\(result.errorText)")
        #expect(lines.contains("\"role\":\"administrator\"") && lines.contains("\"restricted\":true"))
    }

    @Test func `21 --project: one command works in another project, and the next in the current one`()
        async throws
    {
        let result = try await Self.run(
            """
            let other = q
            channel move a s --project=q
            image list --project $other | columns project,name | first 1
            let c = (context --project q); echo ${c.project}
            echo $project --project q
            image tag a here --project q; image list where tag == here | columns project
            alias newest = image list | sort -version | first 1
            newest --project q | columns project
            def where-am-i word { echo "$word $project" }
            where-am-i at --project q
            image import one.raw --name c --project q
            explain image list --project q
            let c = (context); echo "${c.project} ${c.previous}"
            """
        )
        let text = result.outputText
        #expect(
            text.hasPrefix("q/a@s\nq/a:1\n\nq\ta\nq\np\nhere\nq\nq\nat q\nq/c:1\n"),
            "\(text)\(result.errorText)"
        )
        #expect(text.contains("\nquery\tvalues: q, "), "\(text)")
        #expect(text.hasSuffix("\np \nstatus 0\n"), "\(text)")
    }

    @Test func `21 --project: what a script or a background statement uses is for itself`() async throws {
        let result = try await Self.run(
            """
            source inner.fg --project q
            use project r &
            operation wait
            let c = (context); echo "${c.project} ${c.previous} ${c.image}"
            """,
            files: [
                "inner.fg":
                    "echo $project\nuse project r; use image q/a\necho $project\nuse -\necho $project\n"
            ]
        )
        #expect(result.outputText.hasPrefix("q\nr\nq\n"), "\(result.outputText)\(result.errorText)")
        #expect(result.outputText.hasSuffix("\np  \nstatus 0\n"), "\(result.outputText)")
    }

    @Test func `21 --project: one that is not there is an error, and not looked up elsewhere`() async throws {
        let result = try await Self.run(
            "-image delete b --yes --project qq\nimage list | count\nimage show b --project nix\n"
        )
        #expect(result.outputText == "3\nstatus 1\n")
        #expect(
            result.errorText.contains("1:1: warning: there is no project \"qq\"\n    hint: did you mean q?")
        )
        #expect(result.errorText.contains("3:1: error: there is no project \"nix\"\n"), "\(result.errorText)")
        #expect(result.errorText.contains("hint: a project begins with its first image: use project nix,"))
    }

    @Test func `21 --project: mistakes are found before anything runs`() async throws {
        let result = try await Self.run(
            """
            echo ran
            image list --project Bad/Name
            image list --project
            image list --project p --project q
            use project p --project q
            image list --projct q
            history --project p
            def own word { echo $word }
            own a --project B; own --project; own a b --project p; own a --project=p --x
            """
        )
        #expect(result.outputText == "status 2\n")
        let errors = result.errorText.split(separator: "\n").filter { $0.contains(": error: ") }
        let expected = [
            "2:22: error: \"Bad/Name\" is not a valid project name", "3:12: error: --project needs a value",
            "4:24: error: --project stands twice", "5:15: error: use project has no option --project",
            "5:25: error: use project takes no more arguments",
            "6:12: error: image list has no option --projct",
            "6:21: error: image list takes no more arguments",
            "9:17: error: \"B\" is not a valid project name", "9:20: error: own takes 1 argument, not 0",
            "9:24: error: --project needs a value", "9:35: error: own takes 1 argument, not 2",
            "9:74: error: own has no option --x",
        ]
        #expect(errors.map { $0.dropFirst("<stdin>:".count) } == expected.map { $0[...] })
        #expect(result.errorText.contains("did you mean --project?"))
    }

    @Test(arguments: [
        ("image list --pro", ["--project"]), ("image list --project ", ["p", "q"]),
        ("image list --project=", ["p", "q"]), ("image show --project q ", ["a", "b", "p/", "p/a"]),
        ("image show a --project q --", ["--help"]), ("use project p --", ["--help"]),
        ("image list where name == a --pro", ["--project"]), ("history --p", ["--project"]),
    ])
    func `21 --project is completed, and so is what is named behind it`(typed: String, expected: [String])
        async throws
    {
        let result = try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > one.raw
            $F --project p -c 'image import one.raw --name a' > /dev/null
            $F --project q -c 'image import one.raw --name a; image import one.raw --name b' > /dev/null
            FGSHELL_COMPLETION_BUDGET=20000 $F --project p --complete '\(typed)' | cut -f 1
            """
        )
        #expect(result.outputText.split(separator: "\n").map(String.init) == expected)
    }

    @Test func `21 --project stands on the page of each command that takes it`() throws {
        for signature in CommandRegistry.table.signatures {
            let page = CommandPage(signature, CommandRegistry.table).markdown(nil)
            let takesIt = signature.noun != "use"
            #expect(page.contains("`--project PROJECT`") == takesIt, "\(signature.name)")
        }
    }
}
