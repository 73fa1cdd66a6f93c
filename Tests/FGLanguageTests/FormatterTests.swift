import FGCore
import FGLanguage
import Testing

struct FormatterTests {
    @Test(arguments: [
        (
            "template a {\nos   debian\n  # why\n\n\n  package x   y # t\n}",
            "template a {\n    os      debian\n    # why\n\n    package x y  # t\n}\n"
        ),
        (
            "image   list where (os==debian)  and not(verified or size<2GiB)|first 3",
            "image list where os == debian and not (verified or size < 2GiB) | first 3\n"
        ),
        ("# top\n\n\n\nimage list;image show 'a b'  # end", "# top\n\nimage list\nimage show 'a b'  # end\n"),
        ("let  x = \"a b\"", "let x = \"a b\"\n"), ("", ""),
        ("rain a on local --count 2 -- ls  -l", "rain a on local --count 2 -- ls -l\n"),
        ("image list where (os==a\n or os==b)", "image list where os == a or os == b\n"),
        ("alias a=b", "alias a=b\n"), ("alias a = b|each{c}", "alias a = b | each {\n    c\n}\n"),
        ("b|each { c; d } & e", "b | each {\n    c\n    d\n} &\ne\n"),
    ])
    func `a script is put into canonical form`(text: String, formatted: String) {
        #expect(LanguageFixture.format(text) == formatted)
    }

    @Test(arguments: [
        "template a {\n    os debian\n}  # c\n", "image list | sort size  # c\n",
        "image list where name ~ \"a*\"  # c\n", "image list\n# c\n",
        "image list |  # why\n  sort   size\n", "image list where (os == a  # why\n  or os == b)  # c\n",
    ])
    func `a comment stays where it is`(text: String) {
        #expect(LanguageFixture.format(text) == text)
    }

    @Test(arguments: [
        ("template a { os debian }; # c", "template a {\n    os debian\n}  # c\n"),
        ("image list --all|where name ~ \"a*\"; # c", "image list --all | where name ~ \"a*\"  # c\n"),
    ])
    func `a comment behind a semicolon follows its statement`(text: String, formatted: String) {
        #expect(LanguageFixture.format(text) == formatted)
    }

    @Test(arguments: ["- \"echo\" hi\n", "- $x\n", "-echo hi\n", "- 'a'b\n"])
    func `a dash stays a mark and no part of a word`(text: String) throws {
        #expect(LanguageFixture.format(text) == text)
        let script = Parser.parse(Source(name: "t", text: LanguageFixture.format(text))).script
        guard case .pipeline(let pipeline) = try #require(script.statements.first).kind else { return }
        #expect(pipeline.command.toleratesFailure)
    }

    @Test(arguments: [
        "f a &\\\nf b", "f a &\\\r\nf b", "f a &;f b", "f a & f b", "f a& f b",
    ])
    func `an & ends its statement, whatever ends the word before it`(text: String) {
        #expect(LanguageFixture.format(text) == "f a &\nf b\n")
    }

    @Test(arguments: [
        "f a &|count", "f a & |count", "f a &(b)", "f a &{ b }", "image list where os == a& > x", "(f a &)",
        "image list where os in (a&, b)",
    ])
    func `what cannot stand behind a statement is wrong behind its &`(text: String) {
        #expect(!Parser.parse(Source(name: "t", text: text)).diagnostics.isEmpty)
    }

    @Test(arguments: ["f a&b\n", "f a && b\n", "f a &&\n", "f a&&\n", "f &#b\n", "f '&'\n"])
    func `an & inside a word and several together are text`(text: String) throws {
        #expect(LanguageFixture.format(text) == text)
        let script = Parser.parse(Source(name: "t", text: text)).script
        guard case .pipeline = try #require(script.statements.first).kind else {
            Issue.record("a statement in the background")
            return
        }
    }

    @Test(arguments: [
        ("-\\\n\u{301}a", "-\u{301}a\n"), ("-\u{301}a", "-\u{301}a\n"), ("!\\\n\u{301}a b", "!\u{301}a b\n"),
        ("a --e\u{301}=b", "a --e\u{301}=b\n"),
    ])
    func `an accent behind a mark makes it no other one`(text: String, formatted: String) {
        #expect(LanguageFixture.format(text) == formatted)
        let outlines = [text, formatted].map { text in
            let source = Source(name: "t", text: text)
            return Parser.parse(source).script.statements.flatMap { SyntaxOutline.lines(of: $0, in: source) }
        }
        #expect(outlines[0] == outlines[1])
    }

    @Test func `a field called package stays a field`() {
        let text = "image list where (package) and verified\n"
        #expect(LanguageFixture.format(text) == text)
    }

    @Test func `formatting keeps meaning and comments, and twice changes nothing`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = RandomScript(seed: seed)
        var right = 0
        for _ in 0..<2000 {
            let text = random.text()
            let source = Source(name: "t", text: text)
            let result = Parser.parse(source)
            guard result.diagnostics.isEmpty else { continue }
            right += 1
            let once = ScriptFormatter.format(source, result.script)
            let again = Parser.parse(Source(name: "t", text: once))
            let about: Testing.Comment = "seed \(seed): \(text.debugDescription) as \(once.debugDescription)"
            try #require(again.diagnostics.isEmpty, about)
            try #require(LanguageFixture.format(once) == once, about)
            try #require(Shape.of(again.script.statements) == Shape.of(result.script.statements), about)
            try #require(Shape.comments(of: again.script) == Shape.comments(of: result.script), about)
        }
        #expect(right > 1000, "seed \(seed)")
    }
}

/// What a syntax tree says, without the places where it stands.
private enum Shape {
    static func of(_ value: Any) -> String {
        if value is SourceRange { return "" }
        let mirror = Mirror(reflecting: value)
        guard !mirror.children.isEmpty else { return "\(value)" }
        let name = mirror.displayStyle == .enum ? "\(mirror.subjectType)" : ""
        return name + "("
            + mirror.children.map { "\($0.label ?? "") \(of($0.value))" }.joined(separator: ",") + ")"
    }

    /// Each comment with the number of statements' and template lines' ends before it.
    static func comments(of script: Script) -> [String] {
        var places: [Int] = []
        for statement in script.statements {
            places += [statement.range.lowerBound + 1, statement.range.upperBound]
            guard case .template(let definition) = statement.kind else { continue }
            places += definition.lines.map(\.range.upperBound)
        }
        return script.comments.map { comment in
            let place = places.filter { $0 <= comment.range.lowerBound }.count
            return "\(place) \(comment.ownsLine) \(comment.text)"
        }
    }
}
