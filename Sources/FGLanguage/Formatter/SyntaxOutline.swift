/// The syntax tree of a statement, a node a line, each indented under the one it belongs to.
package struct SyntaxOutline {
    private let source: Source
    private var lines: [String] = []
    private var depth = 0

    /// The lines of a statement.
    package static func lines(of statement: Statement, in source: Source) -> [String] {
        var outline = SyntaxOutline(source: source)
        outline.add(statement)
        return outline.lines
    }

    private init(source: Source) {
        self.source = source
    }

    private mutating func node(_ text: String, _ children: (inout SyntaxOutline) -> Void = { _ in }) {
        lines.append(String(repeating: "  ", count: depth) + text)
        depth += 1
        children(&self)
        depth -= 1
    }

    private mutating func add(_ statement: Statement) {
        switch statement.kind {
        case .assignment(let name, let value): node("let \(name.name)") { $0.add(value) }
        case .template(let definition):
            node("template \(definition.name.name)") { outline in
                for line in definition.lines {
                    let arguments = line.arguments.map { " " + outline.source.text($0.range) }
                    outline.node("line " + line.keyword.name + arguments.joined())
                }
            }
        case .pipeline(let pipeline): add(pipeline)
        case .background(let pipeline): node("background") { $0.add(pipeline) }
        case .host(let program): node("program " + words(program.words))
        case .loop(let loop):
            node("for \(loop.name.name)") {
                $0.node("in") { $0.add(loop.values) }
                $0.add(loop.body)
            }
        case .branch(let branch): add(branch)
        case .attempt(let attempt):
            node("try") { outline in
                outline.add(attempt.body)
                if let alternative = attempt.alternative { outline.node("else") { $0.add(alternative) } }
            }
        case .atomic(let block): node("atomic") { $0.add(block) }
        case .definition(let definition):
            node((["def", definition.name.name] + definition.parameters.map(\.name)).joined(separator: " ")) {
                $0.add(definition.body)
            }
        case .alias(let alias): node("alias \(alias.name.name)") { $0.add(alias.pipeline) }
        case .explanation(let inner): node("explain") { $0.add(inner) }
        case .timed(let inner): node("time") { $0.add(inner) }
        }
    }

    private mutating func add(_ block: Block) {
        for statement in block.statements { add(statement) }
    }

    private mutating func add(_ branch: Branch) {
        node("if") { outline in
            outline.node("condition") { $0.add(branch.condition) }
            outline.node("then") { $0.add(branch.body) }
            switch branch.alternative {
            case .block(let block): outline.node("else") { $0.add(block) }
            case .branch(let next): outline.node("else") { $0.add(next) }
            case nil: break
            }
        }
    }

    private mutating func add(_ pipeline: Pipeline) {
        node("pipeline") { outline in
            outline.add(pipeline.command)
            for stage in pipeline.stages { outline.add(stage) }
            if let redirect = pipeline.redirect {
                outline.node("file \(redirect.mode.rawValue) " + outline.source.text(redirect.file.range))
            }
            if let program = pipeline.hostProgram { outline.node("program " + outline.words(program.words)) }
        }
    }

    private mutating func add(_ call: CommandCall) {
        node(call.toleratesFailure ? "command, whose failure is a warning" : "command") { outline in
            for item in call.items {
                switch item {
                case .word(let word): outline.node("word " + outline.source.text(word.range))
                case .option(let name, let value):
                    outline.node(
                        "option --\(name.name)" + (value.map { " " + outline.source.text($0.range) } ?? "")
                    )
                case .pipeline(let nested): outline.add(nested)
                }
            }
            if let condition = call.condition { outline.node("where") { $0.add(condition) } }
            if let trailing = call.trailing { outline.node("words " + outline.words(trailing)) }
        }
    }

    private mutating func add(_ stage: Stage) {
        switch stage.kind {
        case .filter(let condition): node("stage where") { $0.add(condition) }
        case .each(let block): node("stage each") { $0.add(block) }
        case .sort(let keys):
            let names = keys.map { ($0.isDescending ? "-" : "") + $0.field.name }
            node("stage sort " + names.joined(separator: ","))
        case .columns(let names): node("stage columns " + names.map(\.name).joined(separator: ","))
        case .first(let count): node("stage first " + source.text(count.range))
        case .count: node("stage count")
        }
    }

    private mutating func add(_ condition: Condition) {
        switch condition.kind {
        case .and(let left, let right):
            node("and") {
                $0.add(left)
                $0.add(right)
            }
        case .or(let left, let right):
            node("or") {
                $0.add(left)
                $0.add(right)
            }
        case .not(let inner): node("not") { $0.add(inner) }
        case .flag(let name): node("flag \(name)")
        case .comparison(let field, let comparison, let operand):
            node("\(comparison.rawValue)") { outline in
                outline.node("field \(field)")
                outline.node("value " + outline.source.text(operand.range))
            }
        case .membership(let field, let operands):
            node("in") { outline in
                outline.node("field \(field)")
                for operand in operands { outline.node("value " + outline.source.text(operand.range)) }
            }
        case .package(let name, let version):
            let bound = version.map { " \($0.comparison.rawValue) \(source.text($0.version.range))" } ?? ""
            node("package \(source.text(name.range))" + bound)
        }
    }

    private mutating func add(_ expression: Expression) {
        switch expression.kind {
        case .word(let word): node("value " + source.text(word.range))
        case .pipeline(let pipeline): add(pipeline)
        case .group(let inner): add(inner)
        case .list(let elements):
            node("list") { outline in
                for element in elements { outline.add(element) }
            }
        case .record(let entries):
            node("record") { outline in
                for entry in entries { outline.node("field \(entry.name.name)") { $0.add(entry.value) } }
            }
        case .not(let inner): node("not") { $0.add(inner) }
        case .binary(let infix, let left, let right):
            node(infix.rawValue) {
                $0.add(left)
                $0.add(right)
            }
        }
    }

    private func words(_ words: [Word]) -> String {
        words.map { source.text($0.range) }.joined(separator: " ")
    }
}
