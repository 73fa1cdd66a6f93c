import FGCore
import FGProcess
import Testing

/// Templates that begin as files, and go from one site to another as files.
struct TemplateExchangeTests {
    @Test func `a chain comes from one site to another, whatever its revisions are there`() async throws {
        let result = try await ShellRun.sh(
            """
            $F -c 'template base { os debian bookworm; disk 1GiB }' -c 'template base { os debian bookworm; disk 2GiB }' \\
               -c 'template mid { extends base:2; package make }' -c 'template leaf { extends mid:1; lock run }' \\
               -c 'template export leaf --to chain.fg' > /dev/null || exit 1
            export FGSHELL_SITE="$PWD/other"
            $F -c 'template mid { os debian bookworm; package vim }' -c 'template base { os debian trixie }'
            $F -c 'template import chain.fg --dry-run | columns name,revision' -c 'template list | columns name,revision'
            $F -c 'template import chain.fg | columns name,revision' -c 'template import chain.fg | columns name,revision'
            $F -c 'template show leaf' -c 'template show mid' -c 'template resolve leaf | first 1'
            """
        )
        let planned = "name\trevision\nbase\t2\nmid\t2\nleaf\t1\n"
        #expect(
            result.outputText == planned + "name\trevision\nbase\t1\nmid\t1\n" + planned + planned + """
                template leaf {
                    extends mid:2
                    lock    run
                }
                template mid {
                    extends base:2
                    package make
                }
                fact\torigin
                os debian bookworm\tbase:2:2

                """,
            "\(result.errorText)"
        )
    }

    @Test func `an import with an error loads nothing, and names the place`() async throws {
        let chain = """
            template base { os debian bookworm }
            template leaf {
                extends base:7
                paket make
            }

            """
        let result = try await ShellRun.sh(
            "$F -c 'template import chain.fg'; echo $?; $F -c 'template list | count'; $F --restricted -c 'template import chain.fg'",
            files: ["chain.fg": chain]
        )
        #expect(result.outputText == "2\n0\n")
        #expect(result.errorText.hasPrefix("chain.fg:4:5: error: templates have no line \"paket\"\n"))
        #expect(result.errorText.contains("a restricted shell reaches no files"))
    }

    @Test func `a parent that is not in the file must be there`() async throws {
        let result = try await ShellRun.sh(
            "$F -c 'template import a.fg'; $F -c 'template base { os debian bookworm }' -c 'template import a.fg | columns name'",
            files: ["a.fg": "template leaf { extends base:1 }\n"]
        )
        #expect(result.errorText.hasPrefix("a.fg:1:25: error: template \"base:1\" not found"))
        #expect(result.outputText == "name\nleaf\n")
    }

    @Test func `an export tells the files that are to go along`() async throws {
        let result = try await ShellRun.sh(
            "$F -c 'template load a.fg' > /dev/null; $F -c 'template export leaf'; $F -c 'template export leaf --to a.fg'",
            files: [
                "a.fg": "template leaf { os debian bookworm; include parts.fgi }\n",
                "parts.fgi": "file /etc/motd from=motd\n", "motd": "hello\n",
            ]
        )
        #expect(
            result.outputText
                == "# leaf:1\ntemplate leaf {\n    os   debian bookworm\n    file /etc/motd from=motd\n}\n"
        )
        #expect(result.errorText.contains("note: leaf:1 names motd, which is to go along: it is /"))
        #expect(
            result.errorText.contains("a.fg is there already")
                && result.errorText.contains("name another file")
        )
    }

    @Test func `a new template is sound, and takes no file's place`() async throws {
        let result = try await ShellRun.sh(
            """
            $F -c 'template new my.web_1 --to web.fg' > /dev/null; $F -c 'template load web.fg | columns name'
            $F -c 'template new my.web_1 --to other.fg --dry-run' > /dev/null; ls *.fg
            $F -c 'template new node --os ubuntu --release jammy' | grep -c -e 'os       ubuntu jammy' -e 'suites=jammy,jammy-updates' -e '^template node {'
            $F -c 'template resolve my.web_1 | where fact ~ "hostname *"'
            for bad in 'web --to web.fg' 'Web' 'web --release "12; rm"' 'web --os arch'; do $F -c "template new $bad"; echo $?; done
            """
        )
        #expect(
            result.outputText == """
                name
                my.web_1
                web.fg
                3
                fact\torigin
                hostname my-web-1\tmy.web_1:1:10
                1
                1
                2
                2

                """,
            "\(result.errorText)"
        )
    }
}
