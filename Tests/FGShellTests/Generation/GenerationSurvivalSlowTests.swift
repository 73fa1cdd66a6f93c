import FGCore
import FGProcess
import Glibc
import Testing

/// Archives that lie, packages that misbehave, kills and full disks: an image comes out right or not at all.
@Suite(.serialized)
struct GenerationSurvivalSlowTests {
    private let site: GenerationSite

    init() async throws { site = try await GenerationSite.shared.value }

    /// Expects a failure with words in its message, no image, and a whole site.
    private func expectFailure(_ result: CommandResult, _ words: String, of name: String) async throws {
        #expect(result.status != 0)
        #expect(result.errorText.contains(words), "\(result.errorText)")
        #expect(result.errorText.split(separator: "\n").count { $0.contains("error: ") } == 1)
        #expect(try await site.run("image", "show", name).status != 0)
        try await site.expectWhole()
    }

    @Test func `an archive that cannot be reached is named`() async throws {
        let other = try await LocalArchive(in: site.folder.path / "down")
        try await other.publish()
        other.stop()
        let lines = other.line.replacing("repository own", with: "repository down")
        let result = try await site.generate("down", lines)
        try await expectFailure(result, "the archive cannot be read: ", of: "down")
    }

    @Test func `an archive that changes while it is read is refused`() async throws {
        try await site.archive.add("own-changed")
        try await site.archive.publish()
        try site.archive.changeList()
        let result = try await site.generate("changed", "package own-changed")
        try await expectFailure(result, "the archive cannot be read: ", of: "changed")
        try await site.archive.publish()
        #expect(try await site.generate("changed", "package own-changed").status == 0)
    }

    @Test func `an archive that another key signed is refused`() async throws {
        try await site.archive.add("own-unsigned")
        try await site.archive.publish(isSignedByAnother: true)
        let result = try await site.generate("unsigned", "package own-unsigned")
        try await site.archive.publish()
        try await expectFailure(result, "the archive cannot be read: ", of: "unsigned")
    }

    @Test func `a package whose bytes are not those of the list is refused`() async throws {
        try await site.archive.add("own-other")
        try await site.archive.publish()
        try site.archive.change("own-other")
        let result = try await site.generate("other", "package own-other")
        try await expectFailure(result, "own-other cannot be fetched: ", of: "other")
    }

    @Test func `a script of a package that fails is named with what it said`() async throws {
        try await site.archive.add("own-failing", postinst: "echo the moon is wrong >&2; exit 3")
        try await site.archive.publish()
        let result = try await site.generate("failing", "package own-failing")
        #expect(result.errorText.contains("it said: the moon is wrong"))
        try await expectFailure(result, "the package own-failing cannot be installed: ", of: "failing")
    }

    @Test func `what a script of a package starts ends with it`() async throws {
        let seconds = "98\(getpid())"
        try await site.archive.add(
            "own-daemon",
            postinst: "setsid sleep \(seconds) < /dev/null > /dev/null 2>&1 &"
        )
        try await site.archive.publish()
        #expect(try await site.generate("daemon", "package own-daemon").status == 0)
        let running = try FilePath("/proc").entries().filter { process in
            let line = (try? (FilePath("/proc") / process / "cmdline").readText()) ?? ""
            return line.contains("sleep\0\(seconds)")
        }
        #expect(running == [])
        try await site.expectWhole()
    }

    @Test func `a script of a package sees and changes nothing of the host`() async throws {
        let secret = site.folder.path / "secret"
        try secret.write("the host's own")
        let pid = getpid()
        let tries = [
            "cat '\(secret)'", "ls '\(site.site)'", "mount -t tmpfs none /mnt", "kill -0 \(pid)",
            "echo core > /proc/sys/kernel/core_pattern", "test -c /dev/kmsg", "head -c 1 /dev/vda",
            "mknod /disk b 254 0 && head -c 1 /disk", "(exec 3<> /dev/tcp/127.0.0.1/22)", "hostname changed",
            "chroot /proc/1/root ls '\(site.site)'", "date -s 2001-01-01",
        ]
        let lines = tries.enumerated().map { number, attempt in
            "if bash -c \(quoted(attempt)) > /dev/null 2>&1; then echo \(number) >> /etc/escapes; fi"
        }
        let marks = ["echo tried > /etc/escapes"] + lines + ["rm -f /disk"]
        try await site.archive.add("own-escaping", postinst: marks.joined(separator: "\n"))
        try await site.archive.publish()
        #expect(try await site.generate("escaping", "package own-escaping").status == 0)
        let escapes = try await site.file("/etc/escapes", of: "escaping")
        #expect(escapes == "tried\n", "\(escapes)")
        try await site.expectWhole()
    }

    @Test(
        arguments: [
            (
                name: "latin", step: #"printf x > "/opt/caf$(printf "\\351")""#,
                words: "in /opt is no UTF-8 text"
            ),
            (
                name: "deep", step: #"perl -e "chdir q(/opt); for (1..3000) { mkdir q(a); chdir q(a) }""#,
                words: "…: file name too long"
            ),
        ]
    )
    func `a step that makes what no path can name fails, and all of it goes`(
        _ hazard: (name: String, step: String, words: String)
    ) async throws {
        let result = try await site.generate(hazard.name, "run '\(hazard.step)'")
        try await expectFailure(result, hazard.words, of: hazard.name)
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "'\\''") + "'"
    }

    @Test(arguments: ["resolve", "fetch", "packages", "content", "disk", "record"])
    func `a kill in any phase leaves nothing, and the next run ends`(_ phase: String) async throws {
        let name = "kill-\(phase)"
        try await site.archive.add("own-\(name)", postinst: "sleep 2", padding: 4 << 20)
        try await site.archive.publish()
        try await site.load(name, "package own-\(name)\n run \"sleep 1\"")
        _ = try await site.run("generate", "first", "--refresh")
        try await site.killGenerating(
            name,
            in: phase,
            after: phase == "packages" || phase == "content" ? .milliseconds(600) : .zero
        )
        #expect(try await site.run("image", "show", name).status != 0)
        try await site.expectWhole()
        let result = try await site.run("generate", name)
        #expect(result.status == 0, "\(result.errorText)")
        #expect(try await site.run("image", "delete", name, "--yes").status == 0)
        #expect(try await site.run("site", "collect", "--yes").status == 0)
    }

    /// A place where room is short.
    struct Narrow: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// The phase that needs more.
        let phase: String
        /// How it is made so: `$0` is the folder of the site's folder.
        let script: String
    }

    private static let narrow = [
        Narrow(
            testDescription: "operations",
            phase: "fetch",
            script: """
                mount -t tmpfs -o size=64m none /dev/shm
                mount -t tmpfs -o size=16m none "$0/site/operations"
                """
        ),
        Narrow(
            testDescription: "scratch",
            phase: "disk",
            script: """
                mount -t tmpfs -o size=64m none /dev/shm
                mount -t tmpfs -o size=200m none "$0/site/operations"
                """
        ),
        Narrow(
            testDescription: "store",
            phase: "disk",
            script: """
                mount -t tmpfs -o size=300m none /mnt
                mkdir /mnt/upper /mnt/work
                mount -t overlay -o "lowerdir=$0/site,upperdir=/mnt/upper,workdir=/mnt/work" none "$0/site"
                """
        ),
        Narrow(
            testDescription: "catalog",
            phase: "record",
            // A copy of the catalog fits, and what notes that an operation begins; nothing else of the site is short of room.
            script: """
                mount -t tmpfs -o size=16m none /mnt
                mkdir /mnt/upper /mnt/work /mnt/site
                mount --bind "$0/site" /mnt/site
                mount -t overlay -o "lowerdir=/mnt/site,upperdir=/mnt/upper,workdir=/mnt/work" none "$0/site"
                for name in archives layers operations store; do mount --bind "/mnt/site/$name" "$0/site/$name"; done
                for name in catalog operations; do : >> "$0/site/$name.sqlite"; done
                dd if=/dev/zero of=/mnt/fill bs=4k 2> /dev/null || true
                truncate -s -128k /mnt/fill
                """
        ),
    ]

    @Test(
        .enabled(if: geteuid() == 0, "a small file system can only be mounted by root"),
        arguments: narrow
    )
    func `a disk that is full in a phase is said, and nothing is lost`(_ narrow: Narrow) async throws {
        let name = "full-\(narrow.testDescription)"
        try await site.archive.add("own-\(name)", padding: 24 << 20)
        try await site.archive.publish()
        try await site.load(name, "package own-\(name)")
        let before = try await site.run("image", "list").outputText
        let program = try ScriptTests.program()
        // What the site looks like is asked where the room is short, too.
        let script = """
            \(narrow.script)
            "$@" || status=$?
            "\(program.path)" --site "$0/site" --format tsv -c 'image list; site check --deep | count'
            exit ${status:-0}
            """
        let wrapper = [
            "/usr/bin/unshare", "--mount", "--propagation", "private", "/bin/sh", "-ec", script,
            site.folder.path.string,
        ]
        let words = ["--progress", "plain", "generate", name, "--refresh"]
        let result = try await site.command(words, through: wrapper).run()
        #expect(result.status != 0)
        let lines = result.errorText.split(separator: "\n")
        #expect(lines.count { $0.contains("error: ") } == 1, "\(result.errorText)")
        #expect(
            lines.last { $0.hasPrefix("step ") }?.contains(": \(narrow.phase), ") == true,
            "\(result.errorText)"
        )
        #expect(result.outputText == before + "0\n", "\(result.outputText)")
        try await site.expectWhole()
        // What the archive was asked went with the narrow place.
        let again = try await site.run("generate", name, "--refresh")
        #expect(again.status == 0, "\(again.errorText)")
    }

    @Test func `a clock that jumps changes no byte, and one that stands before the packages is refused`()
        async throws
    {
        try await site.load("clock", "package own-none")
        let first = try await site.run("generate", "clock", "--refresh")
        #expect(first.status == 0, "\(first.errorText)")
        // Times of files are those of the real clock: only the shell's own clock jumps.
        let faketime = [
            "/usr/bin/env", "NO_FAKE_STAT=1", try Program.find("faketime", package: "faketime").path.string,
        ]
        let check = ["image", "rebuild", "clock", "--check"]
        let later = try await site.command(check, through: faketime + ["+400 days"]).run()
        #expect(later.status == 0, "\(later.errorText)")
        let earlier = try await site.command(check, through: faketime + ["-4000 days"]).run()
        #expect(earlier.errorText.contains("error: this machine's clock says 20"), "\(earlier.errorText)")
        try await site.expectWhole()
    }
}
