import FGCore
import FGLanguage
import Testing

struct CheckerTests {
    @Test(arguments: [
        "image list", "image list --all where verified", "image show climate/mpi-node:3",
        "rain mpi on local --count 2 --memory=2GiB", "rain mpi on local --set a=b --set c=d -- ls -l",
        "image list where package openmpi-bin >= 4.1 and size < 2GiB and (verified or not os in (debian, ubuntu))",
        "image list where used > 30d | sort -size,name | columns name,size | first 5 | count",
        "image list where size>2GiB > 'out file'", "image list |! less -S", "- image show x", "-image show x",
        "template load x.fg # comment\n\n;image list", "let n = mpi; image show $n",
        "let n = (image list | first 1)",
        "template a {\n os debian\n package gcc>=12 -nano 'x y' key=\"${site} z\"\n}",
        "image list where name ~ mpi-*",
        "set", "set format", "set format json", "let x = a; set $x json", "let x = a; set format $x",
        "image list | where verified | columns name | where name == x", "set | where any == 1",
        "image \\\n list", "image list where property.course == mpi and name == me",
    ])
    func `a right text has no errors`(text: String) {
        #expect(LanguageFixture.errors(text) == [])
    }

    @Test(arguments: [
        ("iamge list", "1:1 no command is called \"iamge\""),
        ("image lst", "1:7 image has no command \"lst\""),
        ("image", "1:1 image needs a verb"),
        ("image list --al", "1:12 image list has no option --al"),
        ("image list extra", "1:12 image list takes no more arguments"),
        ("image show", "1:11 image show needs image: which"),
        ("image show A", "1:12 \"A\" is not a valid image name"),
        ("rain a on local --count 99", "1:25 \"99\" is no whole number from 1 to 64"),
        ("rain a on local --count", "1:17 --count needs a value"),
        ("rain a on local --memory 2XB", "1:26 \"2XB\" is no size"),
        ("rain a at local", "1:8 expected \"on\", found \"at\""),
        ("rain a on local --count 1 --count 2", "1:27 --count stands twice"),
        ("image list --all=yes", "1:18 --all takes no value"),
        ("image list where sizee < 1GiB", "1:18 no field is called \"sizee\""),
        ("image list where size < 30d", "1:25 \"30d\" is no size"),
        ("image list where os < debian", "1:18 < does not go with os"),
        ("image list where os == debain", "1:24 os is never \"debain\""),
        ("image list where size", "1:18 \"size\" is a size and stands not alone in a condition"),
        ("image list where os = debian", "1:21 \"=\" is no comparison"),
        ("image list | sort siez", "1:19 no field is called \"siez\""),
        ("image list | colums name", "1:14 no stage is called \"colums\""),
        ("image list | first x", "1:20 \"x\" is no number of rows"),
        ("image show $n", "1:12 the variable $n is not defined"),
        ("image list \"open", "1:12 the quote \" is not closed"),
        ("template a {\n paket x\n}", "2:2 templates have no line \"paket\""),
        ("template a {\n os x\n", "1:12 the { is not closed"),
        ("for x in a { }", "1:10 for needs a list or rows, not a text"),
        ("image show (image list", "1:12 the ( is not closed"),
        ("image list -- x", "1:15 image list takes no words after --"),
        ("template load a where x", "1:23 template load takes no where"),
        ("set frmat json", "1:5 there is no setting \"frmat\""),
        ("set format yaml", "1:12 \"yaml\" is none of auto, json"),
        ("set clobber auto", "1:13 \"auto\" is none of off, on"),
        ("image list | where nosuch == 1", "1:20 no field is called \"nosuch\""),
        ("image list | where name == x and package gcc", "1:34 these rows have no packages"),
        ("set | where package gcc", "1:13 these rows have no packages"),
        ("set | where any == $x", "1:20 the variable $x is not defined"),
        ("image list | columns name | where size > 1GiB", "1:35 no field is called \"size\""),
        ("image show \"\\q\"", "1:13 \"\\q\" is no escape"),
    ])
    func `an error stands at its place`(text: String, error: String) {
        #expect(LanguageFixture.errors(text) == [error])
    }

    @Test func `all errors of a text are found, in order`() {
        let text = "iamge list\nimage list --al\nimage list where siez < 1\n"
        #expect(LanguageFixture.errors(text).map { $0.prefix(1) } == ["1", "2", "3"])
    }

    @Test(arguments: [
        ("iamge list", "did you mean image?"), ("image lst", "did you mean list?"),
        ("image list --al", "did you mean --all?"), ("image list where siez < 1GiB", "did you mean size?"),
        ("image list where os == debain", "did you mean debian?"),
        ("image list | colums x", "did you mean columns?"),
        ("template a { pakage x }", "did you mean package?"),
    ])
    func `a mistyped word gets a suggestion`(text: String, hint: String) {
        #expect(LanguageFixture.hint(text) == hint)
    }

    @Test func `of a long line only the part around the place is shown`() throws {
        let text = String(repeating: "日 ", count: 5000) + "x" + String(repeating: " é", count: 5000)
        let source = Source(name: "a", text: text)
        let place = try #require(source.bytes.firstIndex(of: UInt8(ascii: "x")))
        let lines = Diagnostic("wrong", at: place..<source.bytes.count).rendered(in: source)
            .split(separator: "\n")
        #expect(lines[0] == "a:1:10001: error: wrong")
        #expect(lines.dropFirst().allSatisfy { DisplayWidth.of($0) <= 210 })
        #expect(lines[1].hasPrefix("    …") && lines[1].hasSuffix("…"))
        let caret = try #require(lines[2].firstIndex(of: "^"))
        let before = try #require(lines[1].firstIndex(of: "x"))
        #expect(DisplayWidth.of(lines[2][..<caret]) == DisplayWidth.of(lines[1][..<before]))
    }

    @Test func `an error shows no control characters`() {
        let source = Source(name: "a", text: "echo \u{1b}[31m x")
        let shown = Diagnostic("wrong \u{1b}", at: 10..<11, hint: "\u{9b}").rendered(in: source)
        #expect(
            shown
                == "a:1:11: error: wrong \\u{1b}\n    echo \u{fffd}[31m x\n              ^\n    hint: \\u{9b}"
        )
    }

    @Test func `only the first errors are shown, and how many there are more`() {
        let source = Source(name: "a", text: "x")
        let diagnostics = (0..<ErrorReport.shownLimit + 2).map { Diagnostic("wrong \($0)", at: 0..<1) }
        let lines = SourceError(diagnostics, in: source).rendered.split(separator: "\n")
        #expect(lines.count == ErrorReport.shownLimit * 3 + 1)
        #expect(lines.last == "… 2 more errors")
    }

    @Test(arguments: [
        ("", "iamge list;", 20_000, ""), ("image list | columns ", "nmae,", 20_000, "x"),
        ("iamge \"", "$ ", 500_000, "\""), ("", "iamge list where a == b # c\n", 20_000, ""),
    ])
    func `many errors take time linear in the text`(start: String, piece: String, count: Int, end: String) {
        let text = start + String(repeating: piece, count: count) + end
        let source = Source(name: "t", text: text)
        let time = ContinuousClock().measure {
            let result = Parser.parse(source)
            var checker = Checker(table: LanguageFixture.table, templateKeywords: [], variables: [:])
            let found = result.diagnostics + checker.check(result.script)
            #expect(SourceError(found, in: source).rendered.utf8.count < 200_000)
        }
        #expect(time < .seconds(30))
    }

    @Test func `an error is shown with its line, a caret under the place and the hint`() {
        let source = Source(name: "a.fg", text: "image list\n\timage é lst\n")
        let diagnostic = Diagnostic("wrong", at: 21..<24, hint: "do so")
        let shown = diagnostic.rendered(in: source)
        #expect(shown == "a.fg:2:10: error: wrong\n    \timage é lst\n    \t        ^~~\n    hint: do so")
    }
}
