import FGCommands
import FGCore
import FGLanguage
import FGSite
import FGTerminal
import Glibc

/// The texts that say where the user is: the prompt and the title of the window.
struct PromptText {
    let state: ShellState

    /// The prompt for what is typed so far; sequences for colours stand between two `\u{1}`.
    func prompt(for typed: String) -> String {
        let hasColors = state.output.hasColors(state)
        let text = filled("prompt", SettingSpecification.standardPrompt) { name in
            if let style = TextStyle(name: name) {
                return hasColors ? "\u{1}\(style.sequence)\u{1}" : ""
            }
            return name == "open" ? Self.open(in: typed) : value(name)
        }
        // libedit takes one sequence at a place, and loses one that stands last or before the end of a line.
        let merged = text.replacing("\u{1}\u{1}", with: "").replacing("\u{1}\n", with: "\u{1} \n")
        return merged.hasSuffix("\u{1}") ? merged + " " : merged
    }

    /// The title of the window; nil leaves it alone.
    var title: String? {
        guard Terminal.hasTitle, state.setting("title") != "off" else { return nil }
        let text = filled("title", SettingSpecification.standardTitle, value)
        return text.isEmpty ? nil : VisibleText.escaped(text.replacing("\n", with: " "))
    }

    private func filled(_ setting: String, _ standard: String, _ value: (String) -> String) -> String {
        let chosen = state.setting(setting) ?? "auto"
        let names = SettingSpecification.promptPlaceholders + SettingSpecification.promptColors
        let text = try? PlaceholderText(chosen == "auto" ? standard : chosen, names: names)
        return text?.filled(value) ?? "> "
    }

    /// What the lines so far still lack before they can run.
    private static func open(in typed: String) -> String {
        // A pasted text of any size must not make each key slow.
        guard typed.utf8.count < 64 << 10, typed.contains("\n") else { return "" }
        // On a new line that is still empty, what counts is why it was begun.
        let text = typed.hasSuffix("\n") ? String(typed.dropLast()) : typed
        switch Parser.parse(Source(name: "<prompt>", text: text)).open {
        case nil: return ""
        case "{": return "block open"
        case "(": return "parenthesis open"
        case "[": return "list open"
        case "'", "\"": return "quote open"
        case "|": return "pipe open"
        default: return "line goes on"
        }
    }

    private func value(_ name: String) -> String {
        let session = state.session
        let text =
            switch name {
            case "user": session.user
            case "project": session.project
            case "image": session.selectedImage.map(\.description) ?? ""
            case "mark": session.isAdministrator ? "#" : ">"
            case "status": state.lastStatus == 0 ? "" : "\(state.lastStatus)"
            case "time": String(now.dropFirst(11).prefix(8))
            case "date": String(now.prefix(10))
            case "duration":
                state.lastDuration < .seconds(1) ? "" : ReadableDuration.text(state.lastDuration)
            case "site": session.location.folder.string
            case "host": Self.host
            case "newline": "\n"
            default: ""
            }
        // A name must not drive the terminal, nor end what takes no columns.
        return VisibleText.escaped(text)
    }

    private var now: String {
        let zone = state.setting("timezone").flatMap(TimeZoneName.init)
        let time = Timestamp(seconds: Int64(time(nil)))
        return zone?.text(time) ?? time.description
    }

    private static let host: String = {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }()
}
