import Testing

/// Readers of the formats for programs, written from their description and not from the code that writes them.
enum DelimitedReader {
    /// A cell: nil for a missing value.
    typealias Row = [String?]

    /// The records of a CSV text by RFC 4180, section 2; nothing without quotes is a missing value.
    static func csv(_ text: String) throws -> [Row] {
        var rows: [Row] = []
        var row: Row = []
        var field = String.UnicodeScalarView()
        var wasQuoted = false
        var isQuoted = false
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if isQuoted {
                if scalar != "\"" {
                    field.append(scalar)
                } else if rest.first == "\"" {
                    field.append(rest.removeFirst())
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"" {
                try #require(field.isEmpty && !wasQuoted, "a quote inside of a field without quotes")
                (isQuoted, wasQuoted) = (true, true)
            } else if scalar == "," || scalar == "\n" {
                row.append(field.isEmpty && !wasQuoted ? nil : String(field))
                (field, wasQuoted) = (String.UnicodeScalarView(), false)
                if scalar == "\n" {
                    rows.append(row)
                    row = []
                }
            } else {
                try #require(!wasQuoted && scalar != "\r", "text behind a closing quote, or a bare return")
                field.append(scalar)
            }
        }
        try #require(!isQuoted && row.isEmpty && field.isEmpty, "the last line has no end")
        return rows
    }

    /// The lines of a TSV text; `\N` is a missing value.
    static func tsv(_ text: String) throws -> [Row] {
        try #require(text.isEmpty || text.unicodeScalars.last == "\n")
        return try text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map
        {
            try $0.split(separator: "\t", omittingEmptySubsequences: false).map { try value(String($0)) }
        }
    }

    private static func value(_ cell: String) throws -> String? {
        if cell == "\\N" { return nil }
        var result = String.UnicodeScalarView()
        var rest = cell.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                result.append(scalar)
                continue
            }
            switch rest.popFirst() {
            case "t": result.append("\t")
            case "n": result.append("\n")
            case "r": result.append("\r")
            case "\\": result.append("\\")
            case "u":
                let digits = rest.prefix { $0 != "}" }.dropFirst()
                rest = rest.dropFirst(digits.count + 2)
                result.append(
                    try #require(
                        UInt32(String(String.UnicodeScalarView(digits)), radix: 16).flatMap(
                            Unicode.Scalar.init
                        )
                    )
                )
            default: Issue.record("an escape that is none in \(cell)")
            }
        }
        return String(result)
    }
}
