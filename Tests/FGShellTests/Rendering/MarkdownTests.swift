import Testing

@testable import FGShell

struct MarkdownTests {
    private func text(_ markdown: String, width: Int = 40, hasColors: Bool = false) -> String {
        MarkdownLayout(width: width, hasColors: hasColors).text(of: MarkdownBlock.blocks(of: markdown))
    }

    @Test func `headings stand out with colours and without`() {
        #expect(text("# image list\n## See also\n") == "image list\n\nSEE ALSO\n")
        #expect(text("# a\n", hasColors: true) == "\u{1b}[1ma\u{1b}[0m\n")
        #expect(text("#no heading\n") == "#no heading\n")
    }

    @Test func `a paragraph is wrapped, and code in it is not cut`() {
        #expect(text("one two\nthree `a b` four", width: 14) == "one two three\n`a b` four\n")
        #expect(text("one `a b`.", width: 7, hasColors: true) == "one\n\u{1b}[36ma b\u{1b}[0m.\n")
        #expect(text("**bold** *", hasColors: true) == "\u{1b}[1mbold\u{1b}[0m *\n")
        #expect(text("a ` b ** c") == "a ` b ** c\n")
        #expect(text("日本 日本 日本", width: 9) == "日本 日本\n日本\n")
    }

    @Test func `code stands as it is`() {
        #expect(text("```fg\nimage list   # all\n\n- x\n```\n") == "    image list   # all\n\n    - x\n")
        #expect(text("text\n\n    synopsis [A]\n\ntext") == "text\n\n    synopsis [A]\n\ntext\n")
        #expect(text("```\nopen") == "    open\n")
    }

    @Test func `items hang under their mark, and words under what they mean`() {
        #expect(text("- one two\n  three\n- `x` four", width: 10) == "• one two\n  three\n• `x` four\n")
        #expect(
            text("- `--to FILE`  the file to write\n- `-x`         short", width: 30)
                == "  --to FILE  the file to write\n  -x         short\n"
        )
        #expect(
            text("- `--a-long-option VALUE`  what it means", width: 20)
                == "  --a-long-option VALUE\n          what it\n          means\n"
        )
    }

    @Test(arguments: [1, 2, 3, 5, 10])
    func `a terminal of few columns gets every word`(width: Int) {
        let shown = text(
            "# title\n\n- `--word TEXT`  some words here\n- item\n\nlast `code here`",
            width: width
        )
        for word in ["title", "--word", "some", "here", "item", "last", "code"] {
            #expect(shown.contains(word))
        }
    }

    @Test func `a page does not talk to the terminal`() {
        #expect(!text("# a\u{1b}[2J\n\n`\u{9b}1m` \u{7}\n\n    \u{1b}x\n").unicodeScalars.contains("\u{1b}"))
    }
}
