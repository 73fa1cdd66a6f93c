import FGCore
import FGLanguage
import Testing

struct SourceTests {
    @Test func `bytes that are not UTF-8 are an error at their place`() throws {
        for mark in [[], [0xef, 0xbb, 0xbf]] as [[UInt8]] {
            let bytes = mark + Array("echo a\n\t日 é".utf8) + [0xff, 0x0a] + Array("echo".utf8)
            let error = #expect(throws: SourceError.self) { try Source(name: "a.fg", bytes: bytes) }
            #expect(
                error?.rendered == """
                    a.fg:2:5: error: the byte 0xff is not UTF-8
                        \t日 é\u{fffd}
                        \t    ^
                        hint: save the text as UTF-8
                    """
            )
        }
    }

    @Test(
        arguments: [[0xc3], [0xe2, 0x82], [0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80]] as [[UInt8]]
    )
    func `a cut or wrong character is found`(bytes: [UInt8]) {
        let error = #expect(throws: SourceError.self) { try Source(name: "a", bytes: [0x61] + bytes) }
        #expect(error?.diagnostics.first?.range == 1..<2)
    }

    @Test func `the mark of the encoding is skipped`() throws {
        let text = "\u{feff}echo \u{feff}"
        #expect(Source(name: "a", text: text).bytes == Array("echo \u{feff}".utf8))
        #expect(try Source(name: "a", bytes: Array(text.utf8)).location(of: 0).column == 1)
    }

    @Test(arguments: [
        (" \u{feff}echo a", "1:2"), ("echo a\n\u{feff}echo b", "2:1"), ("\u{feff}\u{feff}echo", "1:1"),
        ("echo a\u{feff}b", "1:7"),
    ])
    func `a mark of the encoding inside a text is an error at its place`(text: String, place: String) {
        #expect(LanguageFixture.errors(text).first == place + " a byte-order mark (U+FEFF) inside the text")
    }

    @Test(arguments: ["echo '\u{feff}'\n", "echo a # \u{feff}\n"])
    func `a mark of the encoding in quotes or a comment is text`(text: String) {
        #expect(Parser.parse(Source(name: "a", text: text)).diagnostics == [])
    }

    @Test func `a message has the beginning and the end of a word that is too long to read`() throws {
        let source = Source(name: "a", text: "x" + String(repeating: "(", count: 3) + "\u{1}")
        let word = String(repeating: "y", count: 1_000_000)
        let lines = Diagnostic("no command is called \"\(word)!\"", at: 0..<1, hint: word)
            .rendered(in: source).split(separator: "\n")
        #expect(lines[0].hasPrefix("a:1:1: error: no command is called \"yyy"))
        #expect(lines[0].hasSuffix("yyy!\""))
        #expect(lines.allSatisfy { $0.utf8.count < 1000 })
    }

    @Test func `the line of an offset is that of its place`() {
        let source = Source(name: "a", text: "é\n\nb\n")
        for offset in 0...source.bytes.count {
            #expect(source.line(of: offset) == source.location(of: offset).line)
        }
    }
}
