/// What the language must know of a command: its words, arguments, options and the rows it gives.
///
/// The one description that parsing, checking, completion and help are driven by.
package struct CommandSignature: Sendable {
    /// What running the command does to the site.
    package enum Effect: String, Sendable {
        case reads
        case changes
        case destroys
    }

    /// The noun, such as `image`; nil for a command of one word.
    package let noun: String?
    /// The verb, such as `list`.
    package let verb: String
    /// Positional arguments in order.
    package let arguments: [ArgumentSpecification]
    package let options: [OptionSpecification]
    /// The fields of the rows or the record that the stages behind it see; empty when there are none.
    package let fields: [FieldSpecification]
    /// All that it may give, for help and for the schema of its JSON.
    package let results: [ResultSpecification]
    /// Fields that its own `where` takes; empty when it takes none.
    package let conditionFields: [FieldSpecification]
    /// Whether words after `--` are taken, and what they are called in the synopsis.
    package let trailing: String?
    package let effect: Effect
    /// One line for `help` and completion.
    package let summary: String
    /// Whether it is long work, shown with progress.
    package let isLong: Bool
    /// Whether it changes which project and image the commands after it work with.
    package let changesContext: Bool

    package init(
        noun: String? = nil,
        verb: String,
        arguments: [ArgumentSpecification] = [],
        options: [OptionSpecification] = [],
        fields: [FieldSpecification] = [],
        results: [ResultSpecification]? = nil,
        conditionFields: [FieldSpecification] = [],
        trailing: String? = nil,
        effect: Effect,
        summary: String,
        isLong: Bool = false,
        changesContext: Bool = false
    ) {
        self.noun = noun
        self.verb = verb
        self.arguments = arguments
        self.options = options
        self.fields = fields
        self.results = results ?? [fields.isEmpty ? .nothing() : .rows(fields)]
        self.conditionFields = conditionFields
        self.trailing = trailing
        self.effect = effect
        self.summary = summary
        self.isLong = isLong
        self.changesContext = changesContext
    }

    /// The words that call it: `image list`.
    package var name: String { noun.map { "\($0) \(verb)" } ?? verb }

    /// Whether it may stand inside `atomic`: what it changes is taken back with everything else.
    ///
    /// Long work reaches more than the catalog: files, programs, targets.
    package var fitsTransaction: Bool { !isLong }
}
