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
            text += maybe(1, of: 4) ? template() : statement(0)
            text += choice([";", " ;", "", "", ""])
            text += maybe(1, of: 3) ? choice([" # after", "  #", "\t# é \"open"]) : ""
            text += choice(["\n", "\n", "\r\n", "\n \n"])
        }
        return text
    }

    private mutating func statement(_ depth: Int) -> String {
        if maybe(1, of: 3), depth < 3 { return compound(depth) }
        let target = choice(["", "", "", " > 'out file'", " >> out", "|! less -S", " |! cat > x"])
        switch Int.random(in: 0..<10, using: &generator) {
        case 0: return "let q" + blank() + "=" + blank() + value(0)
        case 3: return choice(["!ls -l", "!echo $v 'a b'", "alias a = image list | count", "f $v a &"])
        case 4: return choice(["explain ", "time ", "explain  time "]) + pipeline()
        case 1: return "let q = (" + choice(["", "\n", " # in\n"]) + pipeline() + choice(["", "\n"]) + ")"
        case 2: return "image show (" + pipeline() + ")" + target
        default: return pipeline() + target
        }
    }

    /// A statement with blocks.
    private mutating func compound(_ depth: Int) -> String {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return "for x in" + blank() + value(1) + " " + block(depth)
        case 1:
            let branches = repeated { random in
                " else if " + random.value(1) + " " + random.block(depth)
            }
            return "if $v == a " + block(depth) + branches + (maybe(1, of: 2) ? " else " + block(depth) : "")
        case 2: return "try" + blank() + block(depth) + (maybe(1, of: 2) ? " else" + block(depth) : "")
        case 3: return choice(["", "explain ", "time "]) + "atomic " + block(depth)
        case 4: return "def  f" + choice(["", " a", " $a  b"]) + " " + block(depth)
        default: return pipeline() + " | each " + block(depth)
        }
    }

    private mutating func block(_ depth: Int) -> String {
        var text = "{" + choice(["\n", " ", "\n\n", " # first\n", ""])
        for _ in 0..<Int.random(in: 0...2, using: &generator) {
            text +=
                choice(["", "  ", "# own\n", "\n"]) + statement(depth + 1) + choice(["\n", ";", " # why\n"])
        }
        return text + choice(["", "\n", "  # last\n"]) + "}"
    }

    /// The right side of an assignment.
    private mutating func value(_ depth: Int) -> String {
        switch Int.random(in: 0..<(depth < 3 ? 10 : 3), using: &generator) {
        case 3: return "[" + repeated { $0.value(depth + 1) + $0.choice([",", " , ", ",\n"]) } + "]"
        case 4:
            return "(" + choice(["", "\n", " # in\n"]) + "$v + " + value(depth + 1) + choice(["", " "]) + ")"
        case 5:
            return value(depth + 1) + " " + choice(["+", "-", "==", "and", "in", "<="]) + blank()
                + value(depth + 1)
        case 6: return "not " + value(depth + 1)
        case 7: return depth == 0 ? "{ a = 1" + choice([" ", ", b =x", "\n,b = $v\n"]) + "}" : "4GiB"
        case 8: return "(" + pipeline() + ")"
        default:
            return choice([
                "a", "\"x y\"", "'q'", "$v", "${v.w}", "1", "4GiB", "30d", "1..5", "\"${v}z\"", "b#c",
            ])
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
