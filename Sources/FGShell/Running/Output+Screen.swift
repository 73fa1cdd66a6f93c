import FGCommands
import FGCore
import FGLanguage
import FGProcess
import FGTerminal

/// What results look like on a terminal: colours, what fits, and a pager for what is longer than it.
extension Output {
    /// Writes a value to standard output, by the pager when it is longer than a terminal that a person sits at.
    ///
    /// - Throws: as `write(_: String, _:)`.
    func show(_ value: Value, _ state: ShellState) async throws {
        let renderer = renderer(for: .screen, state)
        try await page(renderer.render(value), state)
        let hidden = renderer.hiddenColumns(of: value)
        guard !hidden.isEmpty else { return }
        let names = hidden.map(VisibleText.escaped).joined(separator: ", ")
        note(
            "note: not shown for want of room: \(names); | columns NAMES, or set format vertical, shows them\n"
        )
    }

    /// Writes a text to standard output, by the pager when it is longer than a terminal that a person sits at.
    ///
    /// - Throws: as `write(_: String, _:)`.
    func page(_ text: String, _ state: ShellState) async throws {
        guard BackgroundJob.current == nil, canPage, terminal.inputIsTerminal, terminal.outputIsTerminal,
            Pager.isLonger(text, than: terminal), let pager = Pager(state)
        else { return try write(text, state) }
        if try await state.signals.lending({ try await pager.show(text) }) {
            transcript?.add(text, .result)
            return
        }
        note("warning: the pager \"\(pager.program)\" cannot be run; set pager off goes without\n")
        try write(text, state)
    }

    /// A message with its kind, such as `error`, in colour where there are colours.
    func marked(_ text: String, _ kind: String, _ state: ShellState) -> String {
        guard hasErrorColors(state) else { return text }
        let style: TextStyle = kind == "error" ? .red : .yellow
        // The kind stands behind the place on the first line of each message.
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard !line.hasPrefix(" "), let found = line.firstRange(of: ": \(kind): ") else {
                return String(line)
            }
            return line[..<found.lowerBound] + ": " + style.of(kind + ":") + " " + line[found.upperBound...]
        }.joined(separator: "\n")
    }

    /// Whether what goes to standard output has colours.
    func hasColors(_ state: ShellState) -> Bool { hasColors(onTerminal: terminal.outputIsTerminal, state) }

    /// Whether errors and notes have colours.
    func hasErrorColors(_ state: ShellState) -> Bool {
        hasColors(onTerminal: terminal.errorIsTerminal, state)
    }

    private func hasColors(onTerminal isTerminal: Bool, _ state: ShellState) -> Bool {
        ColorChoice.hasColors(
            option: color,
            setting: state.setting("color").flatMap(ColorChoice.init) ?? .auto,
            onTerminal: isTerminal,
            environment: ProcessEnvironment.variable
        )
    }
}
