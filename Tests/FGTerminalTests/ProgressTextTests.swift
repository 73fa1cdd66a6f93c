import FGCore
import FGLanguage
import Testing

@testable import FGTerminal

/// The line that shows progress, at moments that the test chooses.
struct ProgressTextTests {
    private static let start = ContinuousClock.now
    private static let mebibyte: Int64 = 1 << 20

    private static func text(_ events: [ProgressEvent], after seconds: Double = 4) -> ProgressText {
        var state = ProgressState(at: start)
        for event in events { state.take(event, at: start) }
        // What is advanced is advanced at the moment that is looked at.
        if case .advance = events.last, let last = events.last {
            state.take(last, at: start + .seconds(seconds))
        }
        return ProgressText(state: state, now: start + .seconds(seconds))
    }

    private static func store(_ done: Int64, of total: Int64) -> ProgressText {
        var state = ProgressState(at: start)
        state.take(.steps(2), at: start)
        state.take(.phase("inspect", detail: "disk.raw"), at: start)
        state.take(.finished("inspect", detail: "raw"), at: start)
        state.take(.phase("store", detail: "1 GiB"), at: start)
        state.take(.advance(done: done, of: total, .bytes), at: start + .seconds(4))
        return ProgressText(state: state, now: start + .seconds(4))
    }

    @Test(arguments: [
        (100, "| 2/2 store  [###############---------------]  50 %  512 MiB of 1 GiB  128 MiB/s  4 s left"),
        (79, "| 2/2 store  [#########----------]  50 %  512 MiB of 1 GiB  128 MiB/s  4 s left"),
        (60, "| 2/2 store  50 %  512 MiB of 1 GiB  128 MiB/s  4 s left"),
        (45, "| 2/2 store  50 %  128 MiB/s  4 s left"), (30, "| 2/2 store  50 %  4 s left"),
        (18, "| 2/2 store  50 %"), (9, "store 50%"), (7, "store 5"), (1, "s"), (0, ""),
    ])
    func `a line has what fits, the least wanted left out`(columns: Int, line: String) {
        #expect(
            Self.store(512 * Self.mebibyte, of: 1024 * Self.mebibyte).line(columns: columns, turn: 0) == line
        )
    }

    @Test func `no line is wider than it may be, whatever is known`() {
        let texts = [
            Self.store(0, of: 0), Self.store(.max, of: .max), Self.store(-5, of: 3), Self.store(7, of: 3),
            Self.text([.phase("boot", detail: "日本語 kvm")]), Self.text([]),
            Self.text([.phase("日本語", detail: ""), .advance(done: 3, of: 9, .items)]),
            Self.text([.steps(12), .phase("fetch", detail: "x"), .advance(done: 9_000, of: 0, .bytes)]),
        ]
        for text in texts {
            for columns in 0...130 {
                let line = text.line(columns: columns, turn: columns)
                #expect(DisplayWidth.of(line) <= columns, "\(line)")
            }
        }
    }

    @Test func `items have a rate, and a phase that does not say how far it is its time`() {
        let check = Self.text([.phase("offline", detail: "the disk"), .advance(done: 10, of: 40, .items)])
        #expect(check.line(columns: 50, turn: 2) == "- offline  25 %  10 of 40  2.5/s  12 s left")
        let boot = Self.text([.phase("boot", detail: "bios, kvm")], after: 125)
        #expect(boot.line(columns: 60, turn: 1) == "/ boot  bios, kvm  2 min 5 s")
        let unpack = Self.text([
            .phase("unpack", detail: "zstd"), .advance(done: 8 * Self.mebibyte, of: 0, .bytes),
        ])
        #expect(unpack.line(columns: 60, turn: 3) == "\\ unpack  8 MiB  2 MiB/s  4 s")
    }

    @Test func `what is done within a second is not seen, nor what is between two phases`() {
        let open = Self.text([.phase("store", detail: "")]).state
        #expect(!open.isSeen(at: Self.start + .milliseconds(999)))
        #expect(open.isSeen(at: Self.start + .seconds(1)))
        let closed = Self.text([.phase("store", detail: ""), .finished("store", detail: "")]).state
        #expect(!closed.isSeen(at: Self.start + .seconds(9)))
        #expect(!Self.text([.steps(3)]).state.isSeen(at: Self.start + .seconds(9)))
    }

    @Test func `a name or a detail does not drive the terminal`() {
        let text = Self.text([.phase("in\u{1b}[2Jspect", detail: "a\u{7}b\nc")])
        #expect(text.line(columns: 80, turn: 0) == "| in\\u{1b}[2Jspect  a\\u{7}b c  4 s")
    }

    @Test func `steps count phases: the same name goes on, more than were foretold are not foretold`() {
        let events: [ProgressEvent] = [
            .steps(2), .phase("a", detail: ""), .phase("a", detail: "still"), .finished("a", detail: ""),
            .phase("b", detail: ""),
        ]
        #expect(Self.text(events).step == "2/2")
        #expect(Self.text(events + [.steps(3), .phase("c", detail: "")]).step == "3/5")
        #expect(Self.text(events + [.phase("c", detail: "")]).step == "3")
        #expect(Self.text([.phase("a", detail: "")]).step == "1")
    }
}
