import FGCore
import FGLanguage
import Testing

struct CompletionTests {
    private func wanted(_ text: String) -> String {
        let source = Source(name: "t", text: text)
        let context = CompletionContext.at(source.bytes.count, in: source, table: LanguageFixture.table)
        let kind =
            switch context.wanted {
            case .command: "command"
            case .verb(let noun): "verb of \(noun)"
            case .argument(let kind): "argument \(kind.placeholder)"
            case .option:
                "options \(context.options.map(\.name).joined(separator: ","))\(context.canFilter ? ",where" : "")"
            case .stage: "stage"
            case .field(_, let isCondition): isCondition ? "condition field" : "field"
            case .comparison(let field): "comparison of \(field.name)"
            case .value(let field): "value of \(field.name)"
            case .conjunction: "conjunction"
            case .packageComparison: "package comparison"
            case .packageVersion(let package): "version of \(package)"
            case .templateKeyword: "keyword"
            case .templateArgument(let keyword, _, let name): "argument of \(keyword) \(name ?? "")"
            case .variable: "variable of \(context.variables.map(\.name).joined(separator: ","))"
            case .variableField(let name): "field of \(name)"
            case .expression: "expression"
            case .words(let words): words.joined(separator: ",")
            case .program: "program"
            case .nothing: "nothing"
            }
        return "\(kind) <\(context.prefix)> \(context.replaced.lowerBound)"
    }

    @Test(arguments: [
        ("", "command <> 0"), ("im", "command <im> 0"), ("image ", "verb of image <> 6"),
        ("image sh", "verb of image <sh> 6"),
        ("image show ", "argument IMAGE <> 11"), ("image show mp", "argument IMAGE <mp> 11"),
        ("image list ", "options all,where <> 11"), ("image list --all wh", "options ,where <wh> 17"),
        ("set fo", "argument NAME <fo> 4"), ("set clobber ", "argument off|on <> 12"),
        ("image list where (os == debian\n and ", "condition field <> 36"),
        ("image list --", "options all <--> 11"), ("image list --all --", "options  <--> 17"),
        ("rain a on local --memory ", "argument SIZE <> 25"),
        ("rain a on local --memory=2", "argument SIZE <2> 25"),
        ("rain a on local --mem\"ory\"=2", "argument SIZE <2> 27"),
        ("rain a ", "argument on <> 7"), ("image list | ", "stage <> 13"),
        ("image list | wh", "stage <wh> 13"),
        ("image list where ", "condition field <> 17"), ("image list where os ", "comparison of os <> 20"),
        ("image list where os == de", "value of os <de> 23"),
        ("image list where os == debian ", "conjunction <> 30"),
        ("image list where verified and ", "condition field <> 30"),
        ("image list | sort na", "field <na> 18"),
        ("image list | columns name,si", "field <si> 26"),
        ("image list where package op", "argument PACKAGE <op> 25"),
        ("template load 'my f", "argument FILE <my f> 14"), ("template a {\n  pa", "keyword <pa> 15"),
        ("image list where package op ", "package comparison <> 28"),
        ("image list where package op >= 4", "version of op <4> 31"),
        ("image list | columns name,size | where ", "condition field <> 39"),
        ("image list where (os == debian) ", "conjunction <> 32"),
        ("image list where os in (debian) ", "conjunction <> 32"),
        ("image list where (verified or (os ==", "value of os <> 36"),
        ("image list where os =", "comparison of os <=> 20"),
        ("let a = 1; let b = 2; echo $", "variable of b,a <> 28"), ("echo '$", "nothing <$> 5"),
        ("let a = (image list); echo \"${a.na", "field of a <na> 32"),
        ("for i in (image list) { image show ", "argument IMAGE <> 35"),
        ("for i ", "in <> 6"), ("let a ", "= <> 6"), ("if true { exit }  ", "else <> 18"),
        ("try { exit } else ", "if <> 18"), ("def greet who { echo $", "variable of who <> 22"),
        ("if $a { template load ", "argument FILE <> 22"), ("explain image ", "verb of image <> 14"),
        ("image list > ", "argument FILE <> 13"), ("image list |! le", "program <le> 14"),
        ("!ls ", "argument FILE <> 4"), ("-im", "command <im> 1"),
        ("image show (image li", "verb of image <li> 18"), ("rain (image list) ", "argument on <> 18"),
        ("template a { disk 4GiB boot=b", "argument of disk boot <b> 28"),
        ("template a {\n os debian\n package gc", "argument of package  <gc> 33"),
        ("template a { os debian }\nima", "command <ima> 25"),
        ("image list; ima", "command <ima> 12"), ("image list where os in (", "value of os <> 24"),
    ])
    func `the place of the cursor says what is wanted`(text: String, expected: String) {
        #expect(wanted(text) == expected)
    }

    @Test func `a cursor inside a character, or behind a second mark, stands at its beginning`() {
        for (text, offset, end) in [("image é", 7, 6), ("\u{feff}\u{feff}im", 4, 4), ("é", 9, 2)] {
            let source = Source(name: "t", text: text)
            let context = CompletionContext.at(offset, in: source, table: LanguageFixture.table)
            #expect(context.replaced.upperBound == end, "\(text.debugDescription)")
        }
    }
}
