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
            ("image list | first 2", nil), ("image list where (os == a", "("),
            ("image list where (os == a\n or ", "("), ("image list where os in (a,\n", "("),
            ("image list where os in (", "("), ("image list where", nil), ("image list where (a)\n", nil),
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
            var checker = Checker(table: LanguageFixture.table, templateKeywords: [], variables: [:])
            _ = checker.check(result.script)
            _ = CompletionContext.at(source.bytes.count, in: source, table: LanguageFixture.table)
            guard result.diagnostics.isEmpty else { continue }
            let once = ScriptFormatter.format(source, result.script)
            #expect(LanguageFixture.format(once) == once, "seed \(seed): \(text.debugDescription)")
        }
    }

    @Test(arguments: [
        ("image list where (arch == a\n or arch == b)", "image list where (arch == a or arch == b)"),
        ("image list where (\narch == a or\n arch == b\n)", "image list where (arch == a or arch == b)"),
        ("image list where (arch\n== a and # why\n\n verified)", "image list where (arch == a and verified)"),
        ("image list where arch in (\n a,\n b\n)", "image list where arch in (a, b)"),
        (
            "image list | where (arch == a\n or verified) | count",
            "image list | where arch == a or verified | count"
        ),
        ("image show (image list\n--all\n| first 1)", "image show (image list --all | first 1)"),
    ])
    func `an open parenthesis continues in the next line`(text: String, line: String) {
        #expect(LanguageFixture.errors(text) == [])
        let (split, whole) = (LanguageFixture.format(text), LanguageFixture.format(line))
        if !text.contains("#") { #expect(split == whole) }
    }

    @Test(arguments: ["\0\0", "\u{feff}"])
    func `what stands behind an unseen sign in a word has its place`(sign: String) throws {
        let source = Source(name: "t", text: "image list | columns size\(sign),kernel")
        let script = Parser.parse(source).script
        guard case .pipeline(let pipeline) = try #require(script.statements.first).kind,
            case .columns(let names) = pipeline.stages.first?.kind
        else {
            Issue.record("no columns")
            return
        }
        #expect(names.map { source.text($0.range) } == ["kernel"])
    }

    @Test(arguments: [
        ("image list where (os == a;image list", ["1:26 expected ), found \";\""]),
        ("image list where (os == \nimage lst", ["2:7 expected ), found \"lst\""]),
        ("image list where (os == a b\nimage lst", ["1:27 expected ), found \"b\""]),
        ("image list where os ==\nimage list", ["1:23 expected a value, found the end of the line"]),
    ])
    func `a parenthesis that is not closed is one error`(text: String, errors: [String]) {
        #expect(LanguageFixture.errors(text) == errors)
    }

    @Test func `the limit of terms holds for a condition and not for a text`() {
        let terms = { (count: Int) in
            "image list where " + Array(repeating: "verified", count: count).joined(separator: " or ")
        }
        let limit = Parser.termLimit
        #expect(LanguageFixture.errors(terms(limit) + "\n" + terms(limit) + " | where verified") == [])
        #expect(LanguageFixture.errors(terms(limit + 1)).count == 1)
        let values = Array(repeating: "a", count: Parser.valueLimit + 1).joined(separator: ",")
        #expect(LanguageFixture.errors("image list where arch in (\(values))").count == 1)
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
