package import FGLanguage

extension SettingSpecification {
    /// Every setting there is: few, each with a fixed set of values.
    package static let all = [
        SettingSpecification(
            "on-error",
            values: ["auto", "stop", "continue"],
            summary:
                "whether a batch goes on after a failure; auto stops in batches and goes on at the prompt"
        ),
        SettingSpecification(
            "format",
            values: ["auto"] + OutputFormat.allCases.map(\.rawValue),
            summary: "how results are written; auto is table on a terminal, else tsv"
        ),
        SettingSpecification(
            "dry-run",
            values: ["off", "on"],
            summary: "whether changing commands only print their plan"
        ),
        SettingSpecification(
            "clobber",
            values: ["off", "on"],
            summary: "whether > replaces a file that is there"
        ),
        SettingSpecification(
            "timing",
            values: ["off", "on"],
            summary: "whether the time of each statement is printed"
        ),
    ]
}
