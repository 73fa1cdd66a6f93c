package import FGLanguage
import FGTerminal

extension SettingSpecification {
    /// Every setting there is: few on purpose.
    package static let all = results + running + screen

    /// The names that the prompt and the title of the window may show.
    package static let promptPlaceholders = [
        "user", "project", "image", "mark", "status", "open", "time", "date", "duration", "site", "host",
        "newline",
    ]
    /// The names that change the colour of what follows in the prompt.
    package static let promptColors = [
        "reset", "bold", "dim", "red", "green", "yellow", "blue", "magenta", "cyan",
    ]

    /// The prompt of `set prompt auto`.
    package static let standardPrompt = "{red}{(status) }{reset}{user}@{project}{[image]}{ (open)}{mark} "
    /// The title of `set title auto`.
    package static let standardTitle = "fgshell {user}@{project}{[image]}"

    private static let results = [
        SettingSpecification(
            "format",
            .choice(["auto"] + OutputFormat.allCases.map(\.rawValue)),
            standard: "auto",
            summary: "how results are written; auto is table on a terminal, else tsv"
        ),
        SettingSpecification(
            "null",
            .text,
            standard: "auto",
            summary: "how a missing value is shown; auto is - in tables, \\N in tsv, else nothing"
        ),
        SettingSpecification(
            "timezone",
            .timeZone,
            standard: "UTC",
            summary: "the zone that tables show times in; other formats keep UTC"
        ),
        SettingSpecification(
            "clobber",
            .choice(["off", "on"]),
            standard: "off",
            summary: "whether > replaces a file that is there"
        ),
    ]

    private static let running = [
        SettingSpecification(
            "on-error",
            .choice(["auto", "stop", "continue"]),
            standard: "auto",
            summary: "what a failure does; auto stops batches and goes on at the prompt"
        ),
        SettingSpecification(
            "pipefail",
            .choice(["off", "on"]),
            standard: "off",
            summary: "whether a program behind |! that fails is a failure, and no warning"
        ),
        SettingSpecification(
            "dry-run",
            .choice(["off", "on"]),
            standard: "off",
            summary: "whether changing commands only print their plan"
        ),
        SettingSpecification(
            "confirm",
            .choice(["on", "off"]),
            standard: "on",
            summary: "whether the prompt asks before it destroys something"
        ),
        SettingSpecification(
            "timing",
            .choice(["off", "on"]),
            standard: "off",
            summary: "whether the time of each statement is printed"
        ),
    ]

    private static let screen = [
        SettingSpecification(
            "progress",
            .choice(ProgressMode.allCases.map(\.rawValue)),
            standard: "auto",
            summary:
                "how long work is shown; auto is a line in place on a terminal, plain a line for each step"
        ),
        SettingSpecification(
            "color",
            .choice(["auto", "always", "never"]),
            standard: "auto",
            summary: "whether tables, errors and the prompt have colours"
        ),
        SettingSpecification(
            "pager",
            .text,
            standard: "auto",
            summary: "what shows long results: auto, off, or a program"
        ),
        SettingSpecification(
            "prompt",
            .placeholders(promptPlaceholders + promptColors),
            standard: "auto",
            summary: "what stands before the line that is typed: auto, or a text"
        ),
        SettingSpecification(
            "title",
            .placeholders(promptPlaceholders),
            standard: "auto",
            summary: "the title of the window: auto, off, or a text"
        ),
    ]
}
