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
            case .option(let options, let canFilter):
                "options \(options.map(\.name).joined(separator: ","))\(canFilter ? ",where" : "")"
            case .stage: "stage"
            case .field(_, let isCondition): isCondition ? "condition field" : "field"
            case .comparison(let field): "comparison of \(field.name)"
            case .value(let field): "value of \(field.name)"
            case .conjunction: "conjunction"
            case .templateKeyword: "keyword"
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
        ("image list; ima", "command <ima> 12"), ("image list where os in (", "value of os <> 24"),
    ])
    func `the place of the cursor says what is wanted`(text: String, expected: String) {
        #expect(wanted(text) == expected)
    }
}
