/// A setting of the shell: its name, the words it can have, the first by default, and what it does.
package struct SettingSpecification: Sendable, Hashable {
    package let name: String
    package let values: [String]
    package let summary: String

    package init(_ name: String, values: [String], summary: String) {
        self.name = name
        self.values = values
        self.summary = summary
    }
}
