import FGProcess
import Testing

/// `template check` against the archive that the host itself uses.
struct TemplateCheckSlowTests {
    @Test func `everything that is wrong is reported at once, each at its place`() async throws {
        let templates = """
            template base {
                os debian bookworm
                package make gcc>=99 openmpi-bim -no-such
                run "true"
                lock run
                disk 400MiB
            }
            template child {
                extends base:1
                package systemd-sysv curll
                run "x"
                file /x text="-----BEGIN RSA PRIVATE KEY-----"
            }
            template alone {
                extends gone:1
            }

            """
        let result = try await ShellRun.sh("$F -c 'template check t.fg'", files: ["t.fg": templates])
        let places = result.errorText.split(separator: "\n").compactMap { line in
            line.hasPrefix("t.fg:") ? line.split(separator: " ").first : nil
        }
        #expect(
            places == [
                "t.fg:3:18:", "t.fg:3:26:", "t.fg:3:38:", "t.fg:10:26:", "t.fg:11:5:", "t.fg:12:13:",
                "t.fg:15:13:",
            ],
            "\(result.errorText)"
        )
        #expect(result.errorText.contains("did you mean curl?"))
        #expect(result.status == 2)
    }

    @Test func `packages that do not go together and a disk too small stand at their lines`() async throws {
        let templates = """
            template a { os debian bookworm; package make systemd-sysv sysvinit-core; disk 2GiB; }
            template b { os debian bookworm; package openssh-server; disk 400MiB; }

            """
        let result = try await ShellRun.sh("$F -c 'template check t.fg'", files: ["t.fg": templates])
        #expect(result.errorText.contains("t.fg:1:47: error: the packages do not go together: systemd-sysv"))
        #expect(result.errorText.contains("t.fg:2:58: error: the packages take "))
        #expect(result.status == 2)
    }

    @Test func `a sound template gives a row, loads nothing, and generate names the place too`()
        async throws
    {
        let result = try await ShellRun.sh(
            """
            $F -c 'template check t.fg | columns name'; $F -c 'template list | columns name'
            $F -c 'template load t.fg' > loaded; $F --read-only -c 'template check t | columns name'
            $F -c 'template u { extends t:1; package makee }; generate u --dry-run' > /dev/null
            """,
            files: ["t.fg": "template t { os debian bookworm; package make; disk 2GiB; }\n"]
        )
        #expect(result.outputText == "name\nt\nname\nname\nt\n", "\(result.errorText)")
        #expect(result.errorText.hasPrefix("u:1:3:13: error: no archive of debian bookworm has "))
        #expect(result.status == 2)
    }
}
