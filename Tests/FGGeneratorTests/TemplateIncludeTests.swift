import FGCore
import FGGenerator
import FGLanguage
import Testing

/// Lines that stand in other files.
struct TemplateIncludeTests {
    /// A folder with files by name.
    private func folder(_ files: [String: String]) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        for (name, text) in files {
            let file = folder.path / name
            try file.parent.makeFolder()
            try file.write(text)
        }
        return folder
    }

    @Test func `the lines of a file stand where it is included, and say where they come from`() throws {
        let folder = try folder([
            "parts/users.fgi": "# people\nuser ada uid=1500\ninclude more/groups.fgi\n",
            "parts/more/groups.fgi": "group mpi; package make\n",
        ])
        let resolution = try TemplateFixture.resolve(
            lines: "include parts/users.fgi\n package gcc",
            in: folder.path
        )
        #expect(
            resolution.facts.map { "\($0.text) # \($0.origin)" }.dropFirst() == [
                "package gcc # t.fg:4", "package make # parts/more/groups.fgi:1",
                "group mpi # parts/more/groups.fgi:1", "user ada uid=1500 # parts/users.fgi:2",
            ]
        )
    }

    @Test func `what is kept is whole by itself, and names the same files`() throws {
        let folder = try folder([
            "parts/motd.fgi":
                "file /etc/motd from=motd.txt mode=0600\nfile /etc/hosts from=/etc/hosts\nuser ada keys=\"k\"\n",
            "parts/motd.txt": "hello\n",
            "parts/k":
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxSx/C6dxu1v2KnVLBvUpoQ7tmNCnp2LJ3Fwqtm8hcn ada\n",
        ])
        let text = "template a {\n os debian bookworm\n include parts/motd.fgi\n}"
        let level = try TemplateLevel(parsing: text, name: "t.fg", folder: folder.path)
        #expect(
            level.text
                == """
                template a {
                    os   debian bookworm
                    file /etc/motd from="parts/"motd.txt mode=0600
                    file /etc/hosts from=/etc/hosts
                    user ada keys="parts/""k"
                }

                """
        )
        let kept = try TemplateLevel(parsing: level.text, name: "a:1", folder: folder.path)
        #expect(kept.includedFiles.isEmpty)
        #expect(level.includedFiles == [(folder.path / "parts" / "motd.fgi").canonical()])
        let templates = try [level, kept].map { try TemplateResolver.resolve([$0], arguments: [:]).template }
        #expect(templates[0] == templates[1])
        #expect(templates[0].files.last?.content == Digest(of: "hello\n"))
    }

    @Test func `parameters and locks of a file are those of the template`() throws {
        let folder = try folder(["p.fgi": "parameter site default=abc\nlock hostname"])
        let base = "template a {\n os debian bookworm\n include p.fgi\n hostname \"${site}\"\n}"
        #expect(try TemplateFixture.resolve([base], in: folder.path).template.hostname == "abc")
        let child = "template b {\n extends a:1\n hostname x\n}"
        #expect(
            TemplateFixture.error([base, child], in: folder.path)
                == "t.fg:3:2 \"hostname\" is locked by a parent"
        )
    }

    @Test(arguments: [
        ("include missing.fgi", "t.fg:3:10 there is no file missing.fgi"),
        ("include", "t.fg:3:2 include takes one file"),
        ("include from=a.fgi", "t.fg:3:2 include takes one file"),
        ("include \"${x}.fgi\"", "t.fg:3:10 an included file has no parameters in its name"),
        ("include parts", "t.fg:3:10 there is no file parts"),
        ("include parts/wrong.fgi", "parts/wrong.fgi:2:9 \"GCC\" is no package's name"),
        ("include parts/word.fgi", "parts/word.fgi:1:1 templates have no line \"paket\""),
        ("include parts/open.fgi", "parts/open.fgi:1:9 the quote \" is not closed"),
        ("include parts/parent.fgi", "parts/parent.fgi:1:1 an included file extends nothing"),
        ("include parts/lost.fgi", "parts/lost.fgi:2:9 there is no file lost/x.fgi"),
        ("include parts/loop.fgi", "parts/other.fgi:1:9 parts/loop.fgi includes itself"),
        ("package make\n lock include", "t.fg:4:7 templates have no line \"include\" to lock"),
    ])
    func `an error names the file that it is in`(line: String, expected: String) throws {
        let folder = try folder([
            "parts/wrong.fgi": "package make\npackage GCC\n",
            "parts/word.fgi": "paket make\n",
            "parts/open.fgi": "summary \"never closed\n",
            "parts/parent.fgi": "extends b:1\n",
            "parts/lost.fgi": "\ninclude lost/x.fgi\n",
            "parts/loop.fgi": "include other.fgi\n",
            "parts/other.fgi": "include loop.fgi\n",
        ])
        #expect(TemplateFixture.error(lines: line, in: folder.path) == expected)
    }

    @Test func `all that is wrong is told at once, in every file`() throws {
        let folder = try folder(["one.fgi": "paket make\ninclude gone.fgi\n", "two.fgi": "user Ada\n"])
        let text = """
            template a {
                os debian bookworm
                include one.fgi
                disk huge
                include two.fgi
                parameter x
            }
            """
        let level = try TemplateLevel(parsing: text, name: "t.fg", folder: folder.path)
        let examination = try TemplateResolver.examine([level], arguments: ["x": "y"])
        let error = try #require(SourceError(joining: examination.errors))
        let places = ([error] + error.further).flatMap { part in
            part.diagnostics.map { part.source.place(of: $0.range) }
        }
        #expect(places.sorted() == ["one.fgi:1:1", "one.fgi:2:9", "t.fg:4:10", "two.fgi:1:6"])
        #expect(throws: SourceError.self) { try TemplateResolver.check([level]) }
    }

    @Test func `a cycle is told with its chain, and depth is limited`() throws {
        var files = ["loop.fgi": "include again.fgi", "again.fgi": "include loop.fgi"]
        for number in 0..<9 { files["\(number).fgi"] = "include \(number + 1).fgi" }
        files["9.fgi"] = "package make"
        let folder = try folder(files)
        func error(_ line: String) -> SourceError? {
            #expect(throws: SourceError.self) { try TemplateFixture.resolve(lines: line, in: folder.path) }
        }
        #expect(
            error("include loop.fgi")?.diagnostics.first?.hint
                == "loop.fgi includes again.fgi includes loop.fgi"
        )
        #expect(
            error("include 0.fgi")?.diagnostics.first?.message == "files include each other deeper than 8"
        )
        #expect(TemplateFixture.error(lines: "include 2.fgi", in: folder.path) == nil)
    }

    @Test func `files that include each other many times are read no more than a thousand times`() throws {
        var files = ["4.fgi": ""]
        for number in 0..<4 {
            files["\(number).fgi"] = String(repeating: "include \(number + 1).fgi\n", count: 40)
        }
        let folder = try folder(files)
        let error = TemplateFixture.error(lines: "include 0.fgi", in: folder.path)
        #expect(error?.hasSuffix("the template includes more than 1000 files") == true, "\(error ?? "")")
    }
}
