/// A regular expression that texts fit as a whole; it never backtracks, so no pattern and no text make it slow.
///
/// Literals, `.`, classes such as `[^a-z_]`, `\d \w \s` and their negations, groups, `|`, `* + ? {m,n}`, `^` and `$`.
/// It is compiled to a program that runs all alternatives side by side.
/// Source: Russ Cox, "Regular Expression Matching: the Virtual Machine Approach", 2009.
package struct TextPattern: Sendable, Hashable {
    /// One step of the program.
    enum Instruction: Sendable, Hashable {
        /// Passes one character of a set.
        case pass(ScalarSet)
        /// Goes on at both places.
        case split(Int, Int)
        case jump(Int)
        /// Goes on at the start of the text only.
        case start
        /// Goes on at the end of the text only.
        case end
        case accept
    }

    /// What is wrong with a pattern, and where in it.
    package struct Fault: Error, Sendable, Hashable {
        package let message: String
        /// UTF-8 offsets in the pattern.
        package let range: Range<Int>
    }

    /// Steps of a program: each may be taken at each character.
    static let sizeLimit = 2000

    /// The pattern as it was written.
    package let text: String
    private let program: [Instruction]

    /// Reads a pattern.
    package init(parsing text: String) throws(Fault) {
        var parser = PatternParser(text)
        let node = try parser.parse()
        var compiler = PatternCompiler()
        guard compiler.emit(node), compiler.emit(.accept) else {
            throw Fault(message: "the pattern is too large", range: 0..<text.utf8.count)
        }
        self.text = text
        program = compiler.program
    }

    /// Whether the whole text fits; takes at most the product of the lengths of program and text in steps.
    package func fits(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var threads = ThreadList(capacity: program.count)
        var next = ThreadList(capacity: program.count)
        follow(0, at: 0, of: scalars.count, into: &threads)
        for (index, scalar) in scalars.enumerated() {
            guard !threads.places.isEmpty else { return false }
            next.removeAll()
            for place in threads.places {
                if case .pass(let set) = program[place], set.contains(scalar) {
                    follow(place + 1, at: index + 1, of: scalars.count, into: &next)
                }
            }
            swap(&threads, &next)
        }
        return threads.places.contains { program[$0] == .accept }
    }

    /// Adds the places that are reached from one without passing a character.
    private func follow(_ place: Int, at index: Int, of count: Int, into threads: inout ThreadList) {
        var open = [place]
        while let place = open.popLast() {
            guard threads.insert(place) else { continue }
            switch program[place] {
            case .split(let first, let second): open += [second, first]
            case .jump(let target): open.append(target)
            case .start: if index == 0 { open.append(place + 1) }
            case .end: if index == count { open.append(place + 1) }
            case .pass, .accept: break
            }
        }
    }
}

/// The places of a program that are reached at a character, each once.
private struct ThreadList {
    private(set) var places: [Int] = []
    private var round = 1
    private var seen: [Int]

    init(capacity: Int) {
        seen = Array(repeating: 0, count: capacity)
    }

    mutating func removeAll() {
        places.removeAll(keepingCapacity: true)
        round += 1
    }

    /// Adds a place; false when it was there.
    mutating func insert(_ place: Int) -> Bool {
        guard seen[place] != round else { return false }
        seen[place] = round
        places.append(place)
        return true
    }
}
