extension ArgumentKind {
    /// The values it takes, in a few words for help; nil where any text will do.
    package var values: String? {
        switch self {
        case .text, .path, .user, .command, .package, .target, .keyword: nil
        case .integer(let range): Self.text(of: range)
        case .size: "a size such as 4GiB"
        case .duration: "a duration such as 30d or 12h"
        case .date: "a date such as 2026-09-01"
        case .file: "a file that is there"
        case .choice(let words): words.joined(separator: "|")
        case .image: "[project/]name[:version|@channel], or sha256:…"
        case .newName, .channel, .newChannel: "lower-case letters, digits and . _ + -"
        case .template: "NAME or NAME:REVISION"
        case .templateOrFile: "NAME, NAME:REVISION, or a file: with a / or ending in .fg"
        case .deployment: "a number of deployment list"
        case .project: "a project's name"
        case .digest: "sha256: and 64 digits"
        case .timeZone: "UTC, local or a zone such as Europe/Berlin"
        case .placeholders: "text with {placeholders}"
        case .setting: "a name of help settings"
        case .settingValue: "what help settings says"
        }
    }

    private static func text(of range: ClosedRange<Int64>) -> String {
        range.upperBound == .max
            ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
    }
}
