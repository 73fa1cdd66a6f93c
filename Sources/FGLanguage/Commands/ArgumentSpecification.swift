/// What kind of thing an argument or an option's value is: how it is checked, completed and shown in help.
package indirect enum ArgumentKind: Sendable, Hashable {
    /// Any text.
    case text
    /// A whole number in a range.
    case integer(ClosedRange<Int64>)
    case size
    case duration
    case date
    /// An existing file of the local file system.
    case file
    /// A file or folder that may be missing.
    case path
    /// One of fixed words.
    case choice([String])
    /// A word that must stand here, such as `on`.
    case keyword(String)
    /// An image reference: `[project/]name[:version|@channel]`.
    case image
    /// A name for a new image.
    case newName
    /// A channel of the image that the argument before names.
    case channel
    /// A name for a channel, which the image that the argument before names may have.
    case newChannel
    case template
    /// A template of the catalog, or a file with templates: a text with a `/`, or that ends in `.fg`.
    case templateOrFile
    case target
    case deployment
    case package
    case user
    case project
    case command
    case digest
    /// A time zone: `UTC`, `local`, or a name that the system knows.
    case timeZone
    /// Text with placeholders such as `{user}`, out of these names.
    case placeholders([String])
    /// The name of one of some settings.
    case setting([SettingSpecification])
    /// A value of the setting that the argument before names.
    case settingValue([SettingSpecification])
}

/// A positional argument of a command.
package struct ArgumentSpecification: Sendable, Hashable {
    /// How often an argument stands.
    package enum Arity: Sendable, Hashable {
        case one
        case optional
        case oneOrMore
        case zeroOrMore
    }

    package let name: String
    package let kind: ArgumentKind
    package let arity: Arity
    /// What stands for it when it is left out, in words for help; nil for nothing.
    package let standard: String?
    package let summary: String

    package init(
        _ name: String,
        _ kind: ArgumentKind,
        _ arity: Arity = .one,
        standard: String? = nil,
        summary: String
    ) {
        self.name = name
        self.kind = kind
        self.arity = arity
        self.standard = standard
        self.summary = summary
    }
}

/// An option of a command: `--name`, or `--name VALUE` and `--name=VALUE`.
package struct OptionSpecification: Sendable, Hashable {
    package let name: String
    /// The kind of its value; nil for a flag.
    package let value: ArgumentKind?
    /// Whether it may stand more than once.
    package let isRepeatable: Bool
    /// Whether it must stand.
    package let isRequired: Bool
    /// Whether its value is masked in history and echo.
    package let isSecret: Bool
    /// The value when it does not stand, in words for help; nil for none.
    package let standard: String?
    package let summary: String

    package init(
        _ name: String,
        _ value: ArgumentKind? = nil,
        isRepeatable: Bool = false,
        isRequired: Bool = false,
        isSecret: Bool = false,
        standard: String? = nil,
        summary: String
    ) {
        self.name = name
        self.value = value
        self.isRepeatable = isRepeatable
        self.isRequired = isRequired
        self.isSecret = isSecret
        self.standard = standard
        self.summary = summary
    }
}
