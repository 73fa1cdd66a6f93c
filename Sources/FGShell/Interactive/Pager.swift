import FGCore
import FGLanguage
import FGProcess
import FGTerminal
import Glibc

/// Shows a text that is longer than the screen with a program that the user can leave.
struct Pager {
    /// The command line of the program, for the host's shell.
    let program: String

    /// The pager that the setting and the environment name; nil for none.
    init?(_ state: ShellState) {
        let setting = state.setting("pager") ?? "auto"
        guard setting != "off", Terminal.hasEscapes else { return nil }
        // Statements that may run no programs choose none either.
        guard setting == "auto" || !state.mode.isRestricted else { return nil }
        func variable(_ name: String) -> String? {
            ProcessEnvironment.variable(name).flatMap { $0.isEmpty ? nil : $0 }
        }
        let chosen = setting == "auto" ? variable("FGSHELL_PAGER") ?? variable("PAGER") : setting
        if let chosen {
            // A pager that shows everything at once is none.
            if chosen == "cat" { return nil }
            program = chosen
        } else {
            guard (try? Program.find("less", package: "less")) != nil else { return nil }
            program = "less -FRX"
        }
    }

    /// Whether a text needs more lines than the screen has beside the next prompt.
    static func isLonger(_ text: String, than terminal: Terminal) -> Bool {
        guard let height = terminal.height else { return false }
        let width = terminal.width
        var rows = 0
        var rest = text[...]
        while rows < height, let line = rest.firstIndex(where: \.isNewline).map({ rest[..<$0] }) {
            rest = rest[rest.index(after: line.endIndex)...]
            rows += max(1, (DisplayWidth.of(line.prefix(height * width)) + width - 1) / width)
        }
        return rows >= height
    }

    /// Runs the pager on the text until the user leaves it; false when it could not be started.
    func show(_ text: String) async throws -> Bool {
        var command = Command(Program(name: "sh", path: "/bin/sh"), ["-c", program])
        command.environment = ProcessEnvironment.all
        command.input = .bytes(Array(text.utf8))
        // Whatever it ends with, the user has seen enough; 126 and 127 are the shell's for what cannot be run.
        return !(126...127).contains(try await command.runAttached())
    }
}
