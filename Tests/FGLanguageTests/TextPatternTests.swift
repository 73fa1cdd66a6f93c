import FGCore
import FGLanguage
import Testing

struct TextPatternTests {
    @Test(arguments: [
        ("", ""), ("abc", "abc"), ("a.c", "a\u{e9}c"), ("[a-z.]+", "fg.example"), ("[^a-z]*", "A1"),
        ("a|bc|", ""),
        ("a|bc|", "bc"), ("(ab|c)*d", "abcabd"), ("a{2,3}", "aa"), ("a{2,3}", "aaa"), ("a{2}", "aa"),
        ("a{2,}", "aaaaa"), ("(?:a?){3}", "a"), ("\\d+\\.\\w\\s\\D", "12.x y"), ("^a$", "a"),
        ("(^a|b$)+", "ab"),
        ("[]a-]+", "]-a"), ("[\\]\\-a]+", "]-a"), ("[\\D7]+", "a7"), ("\\(\\t\\n\\)", "(\t\n)"),
        ("(a*)*b", "aab"),
        ("()*", ""), ("\\u{e9}[\\u{0}-\\u{1f}]", "é\n"), ("(a|){4}", "aa"), ("}", "}"), ("日+", "日日"),
    ])
    func `a text fits a pattern`(pattern: String, text: String) throws {
        #expect(try TextPattern(parsing: pattern).fits(text))
    }

    @Test(arguments: [
        ("", "a"), ("abc", "abcd"), ("abc", "ab"), ("a.c", "a\nc"), ("[a-z]+", ""), ("[^a-z]+", "a"),
        ("a{2,3}", "a"),
        ("a{2,3}", "aaaa"), ("a^b", "ab"), ("a$b", "ab"), ("\\d", "٣"), ("[\\D7]+", "6"), ("é", "e\u{301}"),
    ])
    func `a text does not fit a pattern`(pattern: String, text: String) throws {
        #expect(try !TextPattern(parsing: pattern).fits(text))
    }

    @Test(arguments: [
        ("[a", 0..<1), ("é(a", 2..<3), ("a)", 1..<2), ("*a", 0..<1), ("a**", 2..<3), ("a+?", 2..<3),
        ("a{", 1..<2),
        ("a{3,2}", 1..<6), ("a{1001}", 1..<7), ("\\b", 0..<2), ("\\u{}", 0..<4), ("\\u{d800}", 0..<8),
        ("(a)\\1", 3..<5), ("(?=a)", 0..<3),
        ("[z-a]", 1..<4),
        ("a\\", 1..<2), ("[[:alpha:]]", 1..<3), ("^*", 0..<2), ("a{99999999999999999999}", 1..<23),
    ])
    func `a fault has its place`(pattern: String, range: Range<Int>) {
        #expect { try TextPattern(parsing: pattern) } throws: { ($0 as? TextPattern.Fault)?.range == range }
    }

    @Test(arguments: ["(a+)+$", "(a|aa)+", "(a*)*(a*)*(a*)*b", "(.*.*.*)*=.*", "a{0,500}a{0,400}"])
    func `no pattern makes matching slow`(pattern: String) throws {
        let text = String(repeating: "a", count: 2000) + "b!"
        let parsed = try TextPattern(parsing: pattern)
        var fits = true
        let time = ContinuousClock().measure { fits = parsed.fits(text) }
        #expect(!fits)
        #expect(time < .seconds(20))
    }

    @Test func `a pattern that grows without bound is a fault`() {
        let texts = [
            String(repeating: "(", count: 60) + "a" + String(repeating: "){1000}", count: 60),
            String(repeating: "(", count: 60) + String(repeating: "){1000}", count: 60),
            String(repeating: "(", count: 100_000), "a{1000}b{1000}c",
        ]
        for text in texts { #expect(throws: TextPattern.Fault.self) { try TextPattern(parsing: text) } }
    }

    @Test func `patterns agree with a matcher that tries everything`() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        func pattern(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth < 4 ? 8 : 3), using: &generator) {
            case 0: return "a"
            case 1: return "[^a]"
            case 2: return ["", ".", "b", "^", "$"].randomElement(using: &generator) ?? ""
            case 3, 4: return pattern(depth + 1) + pattern(depth + 1)
            case 5: return "(" + pattern(depth + 1) + "|" + pattern(depth + 1) + ")"
            default:
                let count = ["*", "+", "?", "{2}", "{1,2}"].randomElement(using: &generator) ?? ""
                return "(" + pattern(depth + 1) + ")" + count
            }
        }
        for _ in 0..<400 {
            let pattern = pattern(0)
            let fast = try TextPattern(parsing: pattern)
            let slow = try Regex(pattern)
            for text in ["", "a", "b", "ab", "ba", "aab", "abab", "bbba"] {
                let expected = try slow.wholeMatch(in: text) != nil
                #expect(fast.fits(text) == expected, "seed \(seed): \(pattern) on \(text)")
            }
        }
    }
}
