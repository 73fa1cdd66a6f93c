/// When colours are used.
package enum ColorChoice: String, Sendable, CaseIterable {
    /// On a terminal that has them.
    case auto
    case always
    case never

    /// Whether an output has colours.
    ///
    /// An option of the command line wins, then `NO_COLOR`, then the setting, then the other customs of the environment.
    /// Source: no-color.org, bixense.com/clicolors.
    package static func hasColors(
        option: ColorChoice?,
        setting: ColorChoice,
        onTerminal isTerminal: Bool,
        environment: (String) -> String?
    ) -> Bool {
        func isSet(_ name: String) -> Bool { !(environment(name) ?? "").isEmpty }
        if let option, option != .auto { return option == .always }
        if isSet("NO_COLOR") { return false }
        if option == nil, setting != .auto { return setting == .always }
        for name in ["FORCE_COLOR", "CLICOLOR_FORCE"] where isSet(name) { return environment(name) != "0" }
        let name = environment("TERM") ?? ""
        return isTerminal && environment("CLICOLOR") != "0" && !name.isEmpty && name != "dumb"
    }
}
