import FGCore
import FGProcess
import Testing

/// Channels, as users move, list and remove them.
struct ChannelFeatureTests {
    /// What statements print at a site where `a` has two versions and `b` one.
    private static func run(_ statements: String, _ more: String = "") async throws -> CommandResult {
        try await ShellRun.sh(
            """
            head -c 1048576 /dev/zero > one.raw; head -c 2097152 /dev/zero > two.raw
            $F --project p -c 'image import one.raw --name a; image import two.raw --name a; image import one.raw --name b' \\
                > /dev/null
            $F --project p --format plain; echo "status $?"
            \(more)
            """,
            input: statements
        )
    }

    @Test func `a channel is moved, found, listed and removed, and its image's history says so`() async throws
    {
        let result = try await Self.run(
            """
            channel move a:1 stable
            channel move a stable
            channel move a@stable edge
            image list --all where channel == stable | columns name,version,channel
            channel list a | columns reference,version
            image list where channel == edge | columns name
            channel remove a edge
            image history a | where kind == channel | columns image,detail
            usage | columns kind
            """
        )
        #expect(
            result.outputText == """
                p/a@stable
                p/a:1

                p/a@stable
                p/a:2
                p/a:1
                p/a@edge
                p/a:2

                a\t2\tedge,stable
                p/a@edge\t2
                p/a@stable\t2
                a
                p/a@edge

                p/a:2
                p/a:2\t@edge removed
                p/a:2\t@edge made
                p/a:2\t@stable moved from 1
                p/a:1\t@stable made
                import
                import
                import
                status 0

                """,
            "\(result.errorText)"
        )
    }

    @Test func `a dry run prints what the real run does, and atomic takes moves back`() async throws {
        let result = try await Self.run(
            """
            channel move a:1 stable
            channel move a:2 stable --dry-run
            set dry-run on; channel move a:2 stable; channel remove a stable; set dry-run off
            channel move a:2 stable
            try { atomic { channel move a:1 stable; channel remove a stable; image show none } } else { echo back }
            channel list | columns reference,version
            image history a | where kind == channel | count
            """
        )
        let same = "p/a@stable\np/a:2\np/a:1\n"
        #expect(
            result.outputText
                == "p/a@stable\np/a:1\n\n\(same)\(same)p/a@stable\n\np/a:1\n\(same)"
                + "p/a@stable\np/a:1\np/a:2\np/a@stable\n\np/a:1\nback\np/a@stable\t2\n2\nstatus 0\n",
            "\(result.errorText)"
        )
    }

    @Test func `deleting what a channel points at is refused, in the plan too; the whole image goes`()
        async throws
    {
        let result = try await Self.run(
            """
            let c = (channel move a:1 stable)
            -image delete a:1 --dry-run
            -image delete a:1 --yes
            -image delete where name == a and version == 1 --yes
            image delete a --dry-run | columns version,channel
            image delete a b --yes
            channel list | count
            """
        )
        let warning = "warning: the channel p/a@stable points at p/a:1\n"
        #expect(result.errorText.count(of: warning) == 3, "\(result.errorText)")
        #expect(
            result.outputText
                == "2\t\n1\tstable\np/a:2\tdeleted\t\np/a:1\tdeleted\t\np/b:1\tdeleted\t\n0\nstatus 0\n",
            "\(result.outputText)"
        )
    }

    @Test func `what is wrong with a channel is said before anything runs, or by its name`() async throws {
        let checked = try await Self.run("echo ran\nchannel move a:1 Stable\nchannel remove a\n")
        #expect(checked.outputText == "status 2\n")
        #expect(checked.errorText.contains("2:18: error: \"Stable\" is not a valid channel"))
        #expect(checked.errorText.contains("channel remove needs channel: which of its channels"))
        let run = try await Self.run(
            """
            -channel remove a none
            -channel remove a:1 none
            -channel move a:7 stable
            -image show a@none
            """,
            "$F --read-only --project p channel move a stable"
        )
        for message in [
            "p/a has no channel \"none\"", "hint: channel list p/a shows what it has",
            "a:1 is one version, and this changes the whole image",
            "image \"a:7\" not found", "the site is opened read-only",
        ] { #expect(run.errorText.contains(message), "\(run.errorText)") }
        #expect(run.status == 3)
    }
}

extension String {
    /// How often a text stands in it.
    fileprivate func count(of text: String) -> Int { ranges(of: text).count }
}
