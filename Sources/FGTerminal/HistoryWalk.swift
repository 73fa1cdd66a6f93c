/// A walk through the lines typed before that begin as the edited one does.
struct HistoryWalk {
    /// What was typed before the walk.
    private let typed: String
    private let lines: [String]
    /// The place in `lines`; -1 is what was typed.
    private var place = -1

    /// Takes what is typed, the part of it that lines must begin with, and all lines, newest first.
    init(from typed: String, prefix: String, through lines: [String]) {
        self.typed = typed
        let prefix = Array(prefix.utf8)
        self.lines = lines.filter { $0 != typed && $0.utf8.starts(with: prefix) }
    }

    /// What the editor shows while the walk goes on.
    var shown: String { place < 0 ? typed : lines[place] }

    /// Goes to the next older line; false when there is none.
    mutating func goBack() -> Bool {
        guard place + 1 < lines.count else { return false }
        place += 1
        return true
    }

    /// Goes to the next newer line, at last to what was typed; false when that is shown.
    mutating func goForward() -> Bool {
        guard place >= 0 else { return false }
        place -= 1
        return true
    }
}
