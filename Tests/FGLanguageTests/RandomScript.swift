/// Makes scripts of all the language has, with comments, blank lines and continued lines at every place they can be.
struct RandomScript {
    private var generator: SeededGenerator

    init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
    }

    /// A script of a few statements; most are free of errors.
    mutating func text() -> String {
        var text = maybe(1, of: 6) ? "\n" : ""
        for _ in 0..<Int.random(in: 1...5, using: &generator) {
            text += choice(["", "", "\n", "# own\n", "  # a # b\n", "\n\n\n"])
            text += maybe(1, of: 4) ? template() : statement()
            text += choice([";", " ;", "", "", ""])
            text += maybe(1, of: 3) ? choice([" # after", "  #", "\t# é \"open"]) : ""
            text += choice(["\n", "\n", "\r\n", "\n \n"])
        }
        return text
    }

    private mutating func statement() -> String {
        let target = choice(["", "", "", " > 'out file'", " >> out", "|! less -S", " |! cat > x"])
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return "let q" + blank() + "=" + blank() + word()
        case 1: return "let q = (" + choice(["", "\n", " # in\n"]) + pipeline() + choice(["", "\n"]) + ")"
        case 2: return "image show (" + pipeline() + ")" + target
        default: return pipeline() + target
        }
    }

    private mutating func pipeline() -> String {
        var text = choice(["", "", "", "-", "- "]) + command()
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            text += choice([" | ", "|", " |\n  ", " | # why\n", " \\\n | "]) + stage()
        }
        return text
    }

    private mutating func command() -> String {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0:
            return "rain a on local --count 2" + blank() + "--set=" + word() + " -- "
                + repeated { $0.word() + " " }
        case 1: return "echo" + repeated { $0.blank() + $0.word() }
        case 2: return choice(["\"echo\"", "$v", "'a'b", "a\"b\""]) + repeated { " " + $0.word() }
        default:
            let condition = maybe(2, of: 3) ? blank() + "where " + condition(0) : ""
            return "image list" + choice(["", " --all"]) + condition + choice(["", "", " --all", " -- x"])
        }
    }

    private mutating func stage() -> String {
        choice([
            "count", "first 3", "first $n", "sort name", "sort -size,name", "sort name, -size", "columns a b",
            "where " + condition(0),
        ])
    }

    private mutating func condition(_ depth: Int) -> String {
        let kind = Int.random(in: 0..<(depth < 4 ? 8 : 4), using: &generator)
        switch kind {
        case 4, 5:
            return condition(depth + 1) + " " + choice(["and", "or"]) + blank() + condition(depth + 1)
        case 6: return "not " + condition(depth + 1)
        case 7:
            return "(" + choice(["", "\n", " # in\n"]) + condition(depth + 1) + choice(["", "\n", " "]) + ")"
        default:
            return choice([
                "verified", "package", "os==debian", "os != \"x y\"", "arch in (a,b , c)", "arch in (a,\n b)",
                "size<4GiB", "name ~ \"a*\"", "package foo", "package foo>=1.2", "tag == $v", "owner == me",
                "name == 'and'", "in", "owner == \"me\"",
            ])
        }
    }

    private mutating func template() -> String {
        var text = "template t" + blank() + "{" + choice(["\n", " # first\n", " ", "\n\n"])
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            text += choice(["", "", "\n", "  # own\n", "\t"])
            text += choice([
                "package a b -c", "file /x text=\"a # b\" mode=0644", "run 'a\nb'", "os debian  bookworm",
                "user a uid=1 \\\n groups=b", "summary \"x\"",
            ])
            text += choice(["\n", "\n", ";\n", ";", " # why\n", "; # why\n", "\r\n"])
        }
        return text + choice(["", "# last\n", "\n"]) + "}"
    }

    private mutating func word() -> String {
        choice([
            "a", "b=c", "\"x y\"", "'q $r'", "\"\\$h\"", "a\"b c\"d", "é", "\"日 本\"", "-x", "x#y", "\"a#b\"",
            "a,b",
            "a>b", "\"|\"", "';'", "'{'", "$v", "\"${v}z\"", "${v}", "gcc>=12", "'where'", "\"multi\nline\"",
            "~",
            "!=", "\"\\n\"", "[a]", "\"a\\\nb\"", "--all", "--count=", "--set=\"a b\"",
        ])
    }

    private mutating func blank() -> String { choice([" ", " ", " ", "  ", "\t", " \\\n ", " \\\r\n"]) }

    private mutating func repeated(_ piece: (inout Self) -> String) -> String {
        (0..<Int.random(in: 0...3, using: &generator)).map { _ in piece(&self) }.joined()
    }

    private mutating func maybe(_ part: Int, of whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &generator) < part
    }

    private mutating func choice(_ pieces: [String]) -> String {
        pieces.randomElement(using: &generator) ?? ""
    }
}
