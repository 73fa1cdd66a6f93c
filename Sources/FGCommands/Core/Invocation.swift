package import FGCore
package import FGLanguage

/// One call of a command: its arguments evaluated to plain text, checked against the signature before.
package struct Invocation: Sendable {
    /// The values of each positional argument, by name.
    package var arguments: [String: [String]]
    /// The values of each option, by name; a flag has one empty value.
    package var options: [String: [String]]
    /// The command's own condition.
    package var condition: Condition?
    /// The words after `--`.
    package var trailing: [String]
    /// How many rows will be used; a command may stop there, or give more.
    package var rowLimit: Int?

    package init(
        arguments: [String: [String]] = [:],
        options: [String: [String]] = [:],
        condition: Condition? = nil,
        trailing: [String] = []
    ) {
        self.arguments = arguments
        self.options = options
        self.condition = condition
        self.trailing = trailing
    }

    /// Whether a flag or option was given.
    package func flag(_ name: String) -> Bool {
        options[name] != nil
    }

    /// The value of an argument that must be there.
    ///
    /// - Throws: `usage` when it is not.
    package func text(_ name: String) throws -> String {
        guard let text = try optionalText(name) else {
            throw FGError(.usage, "the argument \(name) is missing")
        }
        return text
    }

    /// The value of an argument or option; nil when it was not given.
    package func optionalText(_ name: String) throws -> String? {
        (arguments[name] ?? options[name])?.last
    }

    /// All values of a repeated argument or option; may be empty.
    package func texts(_ name: String) throws -> [String] {
        arguments[name] ?? options[name] ?? []
    }

    /// A whole number that must be there.
    ///
    /// - Throws: `usage` when it is missing or no number.
    package func integer(_ name: String) throws -> Int64 {
        try Self.integer(try text(name), name)
    }

    /// A whole number; nil when it was not given.
    package func optionalInteger(_ name: String) throws -> Int64? {
        try optionalText(name).map { try Self.integer($0, name) }
    }

    /// All values of a repeated whole number.
    package func integers(_ name: String) throws -> [Int64] {
        try texts(name).map { try Self.integer($0, name) }
    }

    /// A size; nil when it was not given.
    package func optionalSize(_ name: String) throws -> ByteCount? {
        guard let text = try optionalText(name) else { return nil }
        guard let size = ByteCount(parsing: text) else {
            throw FGError(.usage, "\(name) is \"\(text)\", which is no size", hint: "write it like 4GiB")
        }
        return size
    }

    /// The `NAME=VALUE` pairs of a repeated argument or option.
    ///
    /// - Throws: `usage` for a value without `=`.
    package func assignments(_ name: String) throws -> [String: String] {
        var values: [String: String] = [:]
        for text in try texts(name) {
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw FGError(.usage, "\"\(text)\" is not NAME=VALUE", hint: "write it like course=hpc")
            }
            values[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return values
    }

    private static func integer(_ text: String, _ name: String) throws -> Int64 {
        guard let number = Int64(text) else {
            throw FGError(.usage, "\(name) is \"\(text)\", which is no whole number")
        }
        return number
    }
}
