/// Reads a pattern's text into its tree; everything outside the subset is a fault with its place.
struct PatternParser {
    private static let nestingLimit = 64
    private static let countLimit = 1000

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// The whole pattern.
    mutating func parse() throws(TextPattern.Fault) -> PatternNode {
        let node = try choice()
        if peek() != nil { throw fault("a ) without its (", position..<position + 1) }
        return node
    }

    // choice = sequence { "|" sequence }
    private mutating func choice() throws(TextPattern.Fault) -> PatternNode {
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    // sequence = { atom [ repetition ] }
    private mutating func sequence() throws(TextPattern.Fault) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = peek(), next != "|", next != ")" {
            let start = position
            var node = try atom()
            if let (minimum, maximum) = try repetition() {
                guard next != "^", next != "$" else { throw fault("nothing to repeat", start..<position) }
                node = .repetition(node, minimum: minimum, maximum: maximum)
            }
            nodes.append(node)
        }
        return nodes.isEmpty ? .empty : nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    // atom = "(" [ "?:" ] choice ")" | class | "." | "^" | "$" | escape | CHARACTER
    private mutating func atom() throws(TextPattern.Fault) -> PatternNode {
        let start = position
        let scalar = scalars[position]
        position += 1
        switch scalar {
        case "(": return try group(from: start)
        case "[": return .set(try characterClass(from: start))
        case ".": return .set(.anyButNewline)
        case "^": return .start
        case "$": return .end
        case "\\": return .set(try escape(from: start).set)
        case "*", "+", "?", "{": throw fault("nothing to repeat", start..<position)
        default: return .set(ScalarSet(scalar))
        }
    }

    private mutating func group(from start: Int) throws(TextPattern.Fault) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.nestingLimit else { throw fault("groups are nested too deep", start..<position) }
        if take("?"), !take(":") {
            throw fault("a group begins with ( or (?:", start..<min(position + 1, scalars.count))
        }
        let node = try choice()
        guard take(")") else { throw fault("the ( is not closed", start..<start + 1) }
        return node
    }

    // repetition = "*" | "+" | "?" | "{" N [ "," [ N ] ] "}"
    private mutating func repetition() throws(TextPattern.Fault) -> (minimum: Int, maximum: Int?)? {
        let start = position
        let found: (Int, Int?)
        if take("*") {
            found = (0, nil)
        } else if take("+") {
            found = (1, nil)
        } else if take("?") {
            found = (0, 1)
        } else if take("{") {
            found = try counts(from: start)
        } else {
            return nil
        }
        if let next = peek(), "*+?{".unicodeScalars.contains(next) {
            throw fault("a repetition is not repeated", position..<position + 1)
        }
        return found
    }

    private mutating func counts(from start: Int) throws(TextPattern.Fault) -> (Int, Int?) {
        guard let minimum = number() else { throw fault("a number belongs after {", start..<position) }
        var maximum: Int? = minimum
        if take(",") { maximum = number() }
        guard take("}") else { throw fault("the { is not closed", start..<position) }
        guard minimum <= Self.countLimit, maximum ?? 0 <= Self.countLimit else {
            throw fault("at most \(Self.countLimit) times", start..<position)
        }
        guard minimum <= maximum ?? minimum else {
            throw fault("the numbers are the wrong way round", start..<position)
        }
        return (minimum, maximum)
    }

    private mutating func number() -> Int? {
        var digits = ""
        while let scalar = peek(), ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        return digits.isEmpty ? nil : Int(digits) ?? Int.max
    }

    // class = "[" [ "^" ] { CHARACTER [ "-" CHARACTER ] | escape } "]"
    private mutating func characterClass(from start: Int) throws(TextPattern.Fault) -> ScalarSet {
        var set = ScalarSet()
        set.isNegated = take("^")
        var isEmpty = true
        while let scalar = peek() {
            if scalar == "]", !isEmpty {
                position += 1
                return set
            }
            isEmpty = false
            try classItem(into: &set)
        }
        throw fault("the [ is not closed", start..<start + 1)
    }

    private mutating func classItem(into set: inout ScalarSet) throws(TextPattern.Fault) {
        let start = position
        let first = try classCharacter()
        guard peek() == "-", let end = peek(1), end != "]" else { return set.formUnion(first.set) }
        position += 1
        let last = try classCharacter()
        guard let low = first.scalar, let high = last.scalar, low <= high else {
            throw fault("this is no range of characters", start..<position)
        }
        set.formUnion(ScalarSet([low.value...high.value]))
    }

    private mutating func classCharacter() throws(TextPattern.Fault) -> (
        set: ScalarSet, scalar: Unicode.Scalar?
    ) {
        let start = position
        let scalar = scalars[position]
        position += 1
        if scalar == "\\" { return try escape(from: start) }
        if scalar == "[", let next = peek(), ":.=".unicodeScalars.contains(next) {
            throw fault("named classes are not known", start..<position + 1)
        }
        return (ScalarSet(scalar), scalar)
    }

    /// What stands behind a backslash: the letter of a class, or a mark that stands for itself.
    private mutating func escape(from start: Int) throws(TextPattern.Fault) -> (
        set: ScalarSet, scalar: Unicode.Scalar?
    ) {
        guard let scalar = peek() else { throw fault("a \\ ends the pattern", start..<position) }
        position += 1
        if let set = ScalarSet(escape: scalar) { return (set, nil) }
        let literal: Unicode.Scalar
        switch scalar {
        case "n": literal = "\n"
        case "r": literal = "\r"
        case "t": literal = "\t"
        case "u": literal = try numbered(from: start)
        case _ where scalar.properties.isAlphabetic || ("0"..."9").contains(scalar):
            throw fault("\\\(scalar) is not known", start..<position)
        default: literal = scalar
        }
        return (ScalarSet(literal), literal)
    }

    // "\u{" HEX "}"
    private mutating func numbered(from start: Int) throws(TextPattern.Fault) -> Unicode.Scalar {
        var digits = ""
        if take("{") {
            while let scalar = peek(), scalar.properties.isASCIIHexDigit {
                digits.unicodeScalars.append(scalar)
                position += 1
            }
        }
        guard take("}"), let scalar = UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) else {
            throw fault("no character has this number", start..<position)
        }
        return scalar
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < scalars.count ? scalars[position + ahead] : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        position += 1
        return true
    }

    private func fault(_ message: String, _ range: Range<Int>) -> TextPattern.Fault {
        func offset(_ index: Int) -> Int { scalars[..<index].reduce(0) { $0 + UTF8.width($1) } }
        return TextPattern.Fault(
            message: message,
            range: offset(range.lowerBound)..<offset(min(range.upperBound, scalars.count))
        )
    }
}
