package import FGCore

extension Word {
    /// The word's text with its variables filled in.
    ///
    /// - Throws: `usage` for a variable that is not defined.
    package func text(_ variable: (String, String?) throws -> Value?) throws -> String {
        var text = ""
        for part in parts {
            switch part {
            case .bare(let piece), .quoted(let piece): text += piece
            case .variable(let name, let field):
                guard let value = try variable(name, field) else {
                    throw FGError(
                        .usage,
                        "the variable $\(name)\(field.map { "." + $0 } ?? "") is not defined"
                    )
                }
                text += value.literal
            }
        }
        return text
    }
}
