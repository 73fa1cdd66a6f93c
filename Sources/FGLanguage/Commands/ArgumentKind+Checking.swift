import FGCore

extension ArgumentKind {
    /// The kind of a value whose meaning hangs on the argument before it.
    package func resolved(after previous: String?) -> ArgumentKind {
        guard case .settingValue(let settings) = self else { return self }
        return settings.first { $0.name == previous }.map(\.kind) ?? .text
    }

    /// Whether a literal fits the kind.
    ///
    /// - Throws: `usage` or `invalid` with what is wrong and what would be right.
    package func check(_ text: String) throws {
        switch self {
        case .text, .template, .templateOrFile, .target, .package, .user, .command, .settingValue: return
        case .file, .path:
            if text.isEmpty { throw FGError(.usage, "a file's name is empty") }
        case .integer(let range):
            guard let number = Int64(text), range.contains(number) else {
                throw FGError(
                    .usage,
                    "\"\(text)\" is no whole number from \(range.lowerBound) to \(range.upperBound)"
                )
            }
        case .deployment:
            guard let number = Int64(text), number > 0 else {
                throw FGError(
                    .usage,
                    "\"\(text)\" is no deployment's number",
                    hint: "deployment list shows them"
                )
            }
        case .size:
            guard ByteCount(parsing: text) != nil else {
                throw FGError(.usage, "\"\(text)\" is no size", hint: "write it like 4GiB or 512MiB")
            }
        case .duration:
            guard TimeSpan(parsing: text) != nil else {
                throw FGError(.usage, "\"\(text)\" is no duration", hint: "write it like 30d, 12h or 90s")
            }
        case .date:
            guard Timestamp(parsing: text) != nil else {
                throw FGError(.usage, "\"\(text)\" is no date", hint: "write it like 2026-09-01")
            }
        case .choice(let words):
            guard words.contains(text) else {
                throw FGError(
                    .usage,
                    "\"\(text)\" is none of \(words.joined(separator: ", "))",
                    hint: NearestName.hint(for: text, in: words)
                )
            }
        case .timeZone:
            guard TimeZoneName(text) != nil else {
                let hint = NearestName.hint(for: text, in: TimeZoneName.known)
                throw FGError(
                    .usage,
                    "the system knows no time zone \"\(text)\"",
                    hint: hint ?? "write UTC, local, or a name such as Europe/Berlin"
                )
            }
        case .placeholders(let names): _ = try PlaceholderText(text, names: names)
        case .setting(let settings):
            guard settings.contains(where: { $0.name == text }) else {
                throw FGError(
                    .usage,
                    "there is no setting \"\(text)\"",
                    hint: NearestName.hint(for: text, in: settings.map(\.name)) ?? "set lists them"
                )
            }
        case .keyword(let word):
            guard text == word else { throw FGError(.usage, "expected \"\(word)\", found \"\(text)\"") }
        case .image: _ = try ImageReference(parsing: text)
        case .newName: _ = try Name.validated(text, as: "name")
        case .channel, .newChannel: _ = try Name.validated(text, as: "channel")
        case .project: _ = try Name.validated(text, as: "project name")
        case .digest: _ = try Digest(parsing: text)
        }
    }
}
