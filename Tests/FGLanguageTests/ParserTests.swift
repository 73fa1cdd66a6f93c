import FGCore
import FGLanguage
import Testing

struct ParserTests {
    private func words(_ text: String) throws -> [Word] {
        let script = Parser.parse(Source(name: "t", text: text)).script
        guard case .pipeline(let pipeline) = try #require(script.statements.first).kind else { return [] }
        return pipeline.command.items.compactMap { item in
            if case .word(let word) = item { return word }
            return nil
        }
    }

    @Test(arguments: [
        (#"echo 'a $b "c"'"#, #"a $b "c""#), (#"echo "a\tb\n\"\\\$\u{e9}""#, "a\tb\n\"\\$é"),
        ("echo a#b", "a#b"),
        ("echo a'b'\"c\"", "abc"), ("echo \"\"", ""), ("echo $", "$"), ("echo \"5$\"", "5$"),
    ])
    func `a word is read with its quotes`(text: String, value: String) throws {
        #expect(try words(text).last?.literal == value)
    }

    @Test func `variables in double quotes are filled in`() throws {
        let word = try #require(try words(#"echo "$a-${b.size}""#).last)
        let text = try word.text { name, field in
            name == "a" ? .integer(1) : field == "size" ? .size(ByteCount(1024)) : nil
        }
        #expect(text == "1-1KiB")
    }

    @Test(
        arguments: [
            ("image list", nil), ("image 'li", "'"), ("image \"li", "\""), ("template a {", "{"),
            ("image show (image list", "("), ("image list \\", "\\"), ("image list |", "|"),
            ("image list | first 2", nil),
        ] as [(String, Character?)]
    )
    func `an open text says what is open`(text: String, open: Character?) {
        #expect(Parser.parse(Source(name: "t", text: text)).open == open)
    }

    @Test func `template lines keep keyword, names and values`() throws {
        let text = "template a {\n  user alice uid=1500 key=\"ssh x\"\n  package gcc>=12 -nano\n}"
        let script = Parser.parse(Source(name: "t", text: text)).script
        guard case .template(let definition) = try #require(script.statements.first).kind else {
            Issue.record("no template")
            return
        }
        #expect(definition.name.name == "a")
        #expect(definition.lines.map(\.keyword.name) == ["user", "package"])
        #expect(definition.lines[0].arguments.map { $0.name?.name } == [nil, "uid", "key"])
        #expect(definition.lines[0].arguments.map(\.value.literal) == ["alice", "1500", "ssh x"])
        #expect(definition.lines[1].arguments.map(\.value.literal) == ["gcc>=12", "-nano"])
    }

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
    ])
    func `a script is put into canonical form`(text: String, formatted: String) {
        #expect(LanguageFixture.format(text) == formatted)
    }

    @Test func `no text traps, and formatting twice changes nothing`() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "image", "list", "where", "template", "a", "{", "}", "(", ")", "\"", "'", "$x", "${x", "\\", "\n",
            ";",
            "|", "|!", ">", ">>", "--all", "--", "size", "<", "==", "and", "not", "in", ",", "# c", " ", "é",
            "日",
            "let", "=", "package", "-", "for", "\t", "\u{0}", "first", "columns", "sort", "os debian",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0..<25, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined(separator: Bool.random(using: &generator) ? " " : "")
            let source = Source(name: "t", text: text)
            let result = Parser.parse(source)
            for diagnostic in result.diagnostics { _ = diagnostic.rendered(in: source) }
            var checker = Checker(table: LanguageFixture.table, templateKeywords: [], variables: [])
            _ = checker.check(result.script)
            _ = CompletionContext.at(source.bytes.count, in: source, table: LanguageFixture.table)
            guard result.diagnostics.isEmpty else { continue }
            let once = ScriptFormatter.format(source, result.script)
            #expect(LanguageFixture.format(once) == once, "seed \(seed): \(text.debugDescription)")
        }
    }

    @Test func `deep nesting is an error and not a crash`() {
        let deep = "image show " + String(repeating: "(image show ", count: 5000)
        #expect(!Parser.parse(Source(name: "t", text: deep)).diagnostics.isEmpty)
        let condition = "image list where " + String(repeating: "(", count: 5000)
        #expect(!Parser.parse(Source(name: "t", text: condition)).diagnostics.isEmpty)
        let negation = "image list where " + String(repeating: "not ", count: 5000) + "verified"
        #expect(!Parser.parse(Source(name: "t", text: negation)).diagnostics.isEmpty)
    }
}

/// A generator whose numbers follow from a seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
