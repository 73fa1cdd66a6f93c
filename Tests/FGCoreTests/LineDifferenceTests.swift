import FGCore
import Testing

/// What differs between two texts.
struct LineDifferenceTests {
    private static func lines(_ numbers: ClosedRange<Int>, _ changes: [Int: String?] = [:]) -> String {
        numbers.compactMap { number in (changes[number] ?? "\(number)").map { $0 + "\n" } }.joined()
    }

    @Test func `texts that are the same differ in nothing`() {
        let difference = LineDifference(from: "a\nb\n", to: "a\nb\n")
        #expect(difference.isEmpty)
        #expect(difference.text == "")
    }

    @Test func `a changed line stands with the lines around it`() {
        let difference = LineDifference(from: Self.lines(1...11), to: Self.lines(1...11, [6: "six"]))
        #expect(difference.text == "…\n  3\n  4\n  5\n- 6\n+ six\n  7\n  8\n  9\n…\n")
    }

    @Test func `one line is shown, not left out`() {
        let difference = LineDifference(from: Self.lines(1...8), to: Self.lines(1...8, [5: nil]))
        #expect(difference.text == "  1\n  2\n  3\n  4\n- 5\n  6\n  7\n  8\n")
    }

    @Test func `changes that are near stand together, others apart`() {
        let old = Self.lines(1...30)
        let near = LineDifference(from: old, to: Self.lines(1...30, [10: "a", 17: "b"]))
        #expect(near.text.split(separator: "\n").filter { $0 == "…" }.count == 2)
        let apart = LineDifference(from: old, to: Self.lines(1...30, [8: "a", 20: "b"]))
        #expect(apart.text.split(separator: "\n").filter { $0 == "…" }.count == 3)
    }

    @Test func `lines come and go at both ends, and in an empty text`() {
        #expect(LineDifference(from: "b\n", to: "a\nb\nc\n").text == "+ a\n  b\n+ c\n")
        #expect(LineDifference(from: "", to: "a").text == "- \n+ a\n")
    }
}
