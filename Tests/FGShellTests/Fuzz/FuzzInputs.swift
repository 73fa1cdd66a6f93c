import FGCore

/// Makes texts that nobody would write: changed scripts of the project, and heaps of the language's words.
struct FuzzInputs {
    private let scripts: [[UInt8]]
    private let words: [String]
    private var generator: SeededGenerator

    /// Takes texts to change, the words of the command table, and a seed.
    init(scripts: [String], words: [String], seed: UInt64) {
        self.scripts = scripts.map { Array($0.utf8) }.filter { !$0.isEmpty }
        self.words = words
        generator = SeededGenerator(seed: seed)
    }

    /// Signs and words of the language.
    private static let marks = [
        "\"", "'", "$x", "${x", "${x.y}", "$", "\\", "\n", "\r\n", "\r", ";", "|", "|!", ">", ">>", ">!", "&",
        "&&", "--",
        "-", "<", "==", "!=", "=", "<=", "~", "(", ")", "{", "}", "[", "]", ",", "#", "# c\n", "\\\n",
        "\\\r\n", "!", "!ls",
        "!=", "..", "1..3", "\t", " ", "  ", "\u{0}", "\u{feff}", "\u{301}", "\u{200d}", "é", "日本", "👩‍👩‍👧",
        "\u{2028}", "\u{85}",
        "\u{1b}[31m", "and", "or", "not", "in", "me", "where", "package", "let", "let x =", "for x in", "if",
        "else", "try",
        "atomic", "def", "def f a", "alias", "alias a =", "explain", "time", "template", "template t {",
        "sort", "columns",
        "first", "count", "each", "each {", "true", "false", "null", "4GiB", "30d", "-3", "1.5",
        "9223372036854775808",
        "2026-01-31", "2026-02-30", "99999999d", "1..9999999999", "%", "*", "+", "/", "--all", "--x=",
        "--help", "source",
        "\"\\u{110000}\"", "\"\\u{41", "\"\\", "a=b", "gcc>=12", "~/", "*.raw", "@stable", ":3",
        "sha256:0123456789abcdef",
    ]

    /// The next text.
    mutating func next() -> [UInt8] {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: return soup()
        case 1: return Array(statement().utf8)
        default:
            var bytes = piece()
            for _ in 0...Int.random(in: 0...5, using: &generator) { change(&bytes) }
            return bytes
        }
    }

    /// Words with blanks between most of them.
    private mutating func soup() -> [UInt8] {
        let blank = pick(["", " ", " ", "\n"])
        return Array(
            (0..<Int.random(in: 0...24, using: &generator)).map { _ in word() + blank }.joined().utf8
        )
    }

    /// Words that could make sense together.
    private mutating func statement() -> String {
        let head = pick([
            "", "let x = ", "for x in ", "if ", "-", "explain ", "alias a = ", "f a & ", "try { ", "echo (",
        ])
        let tail = pick([
            "", "", " &", "}", ")", " | each { echo $name }", " { echo a }", " > x", " |! cat", " # c",
        ])
        return head
            + (0..<Int.random(in: 1...6, using: &generator)).map { _ in word() }.joined(separator: " ") + tail
    }

    private mutating func word() -> String {
        Bool.random(using: &generator) ? pick(Self.marks) : pick(words)
    }

    /// Some lines of a script.
    private mutating func piece() -> [UInt8] {
        guard let script = scripts.randomElement(using: &generator) else { return [] }
        let start = script.indices.randomElement(using: &generator) ?? 0
        let line = script[..<start].lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
        return Array(script[line...].prefix(Int.random(in: 1...600, using: &generator)))
    }

    /// Changes one thing.
    private mutating func change(_ bytes: inout [UInt8]) {
        let range = someRange(of: bytes)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0: bytes.removeSubrange(range)
        case 1: bytes.insert(contentsOf: bytes[range], at: range.lowerBound)
        case 2: bytes.insert(contentsOf: someRange(of: bytes).map { bytes[$0] }, at: range.lowerBound)
        case 3: bytes.replaceSubrange(range, with: word().utf8)
        case 4: bytes.insert(contentsOf: piece().prefix(200), at: range.lowerBound)
        case 5: bytes.removeSubrange(range.lowerBound...)
        case 6:
            let count = Int.random(in: 2...80, using: &generator)
            bytes.insert(contentsOf: String(repeating: word(), count: count).utf8, at: range.lowerBound)
        case 7:
            // Bytes, also such that are no UTF-8.
            let byte = UInt8.random(in: 0...255, using: &generator)
            bytes.insert(byte, at: range.lowerBound)
        default: bytes.insert(contentsOf: word().utf8, at: range.lowerBound)
        }
    }

    private mutating func someRange(of bytes: [UInt8]) -> Range<Int> {
        let start = Int.random(in: 0...bytes.count, using: &generator)
        let length = Int.random(in: 0...20, using: &generator)
        return start..<min(bytes.count, start + length)
    }

    private mutating func pick(_ texts: [String]) -> String {
        texts.randomElement(using: &generator) ?? ""
    }

    /// A generator whose numbers follow from a seed (SplitMix64).
    private struct SeededGenerator: RandomNumberGenerator {
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
}
