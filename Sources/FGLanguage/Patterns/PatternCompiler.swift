/// A pattern as a tree.
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case start
    case end
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `maximum` is nil where there is none.
    case repetition(PatternNode, minimum: Int, maximum: Int?)
}

/// Turns a pattern's tree into a program.
struct PatternCompiler {
    private(set) var program: [TextPattern.Instruction] = []

    /// Adds an instruction; false when the program is too large.
    mutating func emit(_ instruction: TextPattern.Instruction) -> Bool {
        program.append(instruction)
        return program.count <= TextPattern.sizeLimit
    }

    /// Adds a node's instructions, at least one, so that the limit holds for repetitions of nothing too.
    mutating func emit(_ node: PatternNode) -> Bool {
        switch node {
        case .empty: return emit(.jump(program.count + 1))
        case .set(let set): return emit(.pass(set))
        case .start: return emit(TextPattern.Instruction.start)
        case .end: return emit(TextPattern.Instruction.end)
        case .sequence(let nodes): return nodes.allSatisfy { emit($0) }
        case .choice(let nodes): return emit(choice: nodes)
        case .repetition(let node, let minimum, let maximum):
            for _ in 0..<minimum { guard emit(node) else { return false } }
            guard let maximum else { return emit(loop: node) }
            return emit(node, atMost: maximum - minimum)
        }
    }

    private mutating func emit(choice nodes: [PatternNode]) -> Bool {
        var ends: [Int] = []
        for (index, node) in nodes.enumerated() {
            let split = program.count
            let isLast = index == nodes.count - 1
            if !isLast { guard emit(.jump(0)) else { return false } }
            guard emit(node) else { return false }
            if isLast { break }
            ends.append(program.count)
            guard emit(.jump(0)) else { return false }
            program[split] = .split(split + 1, program.count)
        }
        for end in ends { program[end] = .jump(program.count) }
        return true
    }

    private mutating func emit(loop node: PatternNode) -> Bool {
        let split = program.count
        guard emit(.jump(0)), emit(node), emit(.jump(split)) else { return false }
        program[split] = .split(split + 1, program.count)
        return true
    }

    private mutating func emit(_ node: PatternNode, atMost count: Int) -> Bool {
        var splits: [Int] = []
        for _ in 0..<count {
            splits.append(program.count)
            guard emit(.jump(0)), emit(node) else { return false }
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
        return count > 0 || emit(.jump(program.count + 1))
    }
}
