import FGCore
import FGTerminal
import Testing

struct CandidateListTests {
    private func list(_ count: Int, rest: Int = 0, hasMore: Bool = false) -> SuggestionList {
        SuggestionList(
            (0..<count).map { Suggestion("c\($0)", "what it is") },
            rest: rest,
            hasMore: hasMore
        )
    }

    @Test func `few candidates stand on lines of their own, with what they are`() {
        let lines = CandidateList(list(2), columns: 80, rows: 24).lines
        #expect(lines == ["c0  what it is", "c1  what it is"])
        #expect(CandidateList(list(1), columns: 8, rows: 24).lines == ["c0  wha…"])
    }

    @Test func `many stand side by side, and no more lines than the screen has`() {
        let lines = CandidateList(list(100), columns: 40, rows: 12).lines
        #expect(lines.count == 10)
        #expect(lines.first == "c0   c9   c18  c27  c36  c45  c54  c63")
        #expect(lines.last == "… 28 more")
    }

    @Test func `what was not even looked up is counted as far as somebody counted`() {
        #expect(CandidateList(list(1, rest: 7), columns: 80, rows: 24).lines.last == "… 7 more")
        #expect(
            CandidateList(list(1, rest: 7, hasMore: true), columns: 80, rows: 24).lines.last == "… 7 and more"
        )
        #expect(CandidateList(list(1, rest: 1, hasMore: true), columns: 80, rows: 24).lines.last == "… more")
    }

    @Test(arguments: [(1, 1), (10, 3), (2, 2), (0, 0)])
    func `a tiny screen shows something`(columns: Int, rows: Int) {
        let lines = CandidateList(list(50), columns: columns, rows: rows).lines
        #expect((1...max(2, rows)).contains(lines.count))
    }
}
