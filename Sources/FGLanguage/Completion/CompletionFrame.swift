/// What is known of the statement, or the lines of a template, that stand between one opening mark and the cursor.
struct CompletionFrame {
    /// What the mark opened.
    enum Opening {
        /// The whole text, or a block of statements.
        case statements
        /// `( pipeline )`, or a group of a condition.
        case parenthesis
        /// The lines of a template.
        case template
        /// `{ name = value }`.
        case record
    }

    /// Where in its statement the cursor is.
    enum State {
        case command
        case condition
        case stage
        case fieldList
        case redirect
        case trailing
        case hostProgram
        /// A name is being made up: after `let`, `for`, `def`, `alias`.
        case newName
        /// `=` behind `let NAME`, `in` behind `for NAME`.
        case joint(String)
        case expression
        /// A block must follow.
        case block
        case templateLine
        case other
    }

    let opening: Opening
    var state: State
    /// The words of the command's name so far, or of the template's line.
    var words: [String] = []
    /// `let`, `for` and their like; empty in a command.
    var keyword = ""
    /// The name behind the keyword.
    var name = ""
    var signature: CommandSignature?
    /// The positional arguments.
    var arguments: [String] = []
    var pendingOption: OptionSpecification?
    var usedOptions: Set<String> = []
    /// The project that the command is to work in.
    var project: String?
    /// The fields of the rows at this place of the pipeline.
    var fields: [FieldSpecification] = []
    /// The fields that were named in the list that the cursor is in.
    var listed: [String] = []
    var condition = ConditionProgress()
    /// Parentheses that are open in the condition.
    var groups = 0
    /// Whether the condition is a stage's.
    var isStage = false
    /// The fields that are variables in the block that comes: behind `each`.
    var rowFields: [FieldSpecification] = []
    /// The fields of what a pipeline in parentheses gave.
    var valueFields: [FieldSpecification] = []

    init(_ opening: Opening) {
        self.opening = opening
        state =
            switch opening {
            case .template: .templateLine
            case .record: .other
            case .statements, .parenthesis: .command
            }
    }

    /// Whether a newline is a blank here.
    var continuesLines: Bool { opening == .parenthesis || groups > 0 }

    /// The frame before the next statement.
    var restarted: CompletionFrame { CompletionFrame(opening) }
}

/// The part of a condition since the last `and`, `or`, `not` or parenthesis.
struct ConditionProgress {
    /// The field, the comparison and the value so far.
    var words: [String] = []
    /// Whether the cursor is in the parentheses of `in (…)`.
    var isInList = false

    mutating func take(_ text: String) {
        if !isInList, ["and", "or", "not"].contains(text) {
            words = []
        } else {
            words.append(text)
        }
    }

    /// Whether the values of `in` come next.
    var opensList: Bool { words.count == 2 && words[1] == "in" }
}
