/// A setting of the shell: its name, what values it takes, the one it begins with, and what it does.
package struct SettingSpecification: Sendable, Hashable {
    package let name: String
    package let kind: ArgumentKind
    /// The value that every shell begins with.
    package let standard: String
    package let summary: String

    package init(_ name: String, _ kind: ArgumentKind, standard: String, summary: String) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.summary = summary
    }

    /// The values it takes, in a few words.
    package var values: String {
        kind.values ?? "text"
    }
}
