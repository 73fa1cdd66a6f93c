/// What a restricted shell refuses, as one for scripts from others: programs and files of the host.
package enum Restriction {
    private static let hint = "the shell was started with --restricted"

    /// What a pipeline reaches that it may not; its nested ones are looked at by themselves.
    package static func violations(in pipeline: Pipeline, of bound: BoundCommand?) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for argument in bound.map(files) ?? [] {
            found.append(Diagnostic("a restricted shell reaches no files", at: argument, hint: hint))
        }
        if let file = pipeline.redirect?.file {
            found.append(Diagnostic("a restricted shell writes no files", at: file.range, hint: hint))
        }
        return found + (pipeline.hostProgram.map(violations) ?? [])
    }

    /// What stands against running a program.
    package static func violations(in program: HostProgram) -> [Diagnostic] {
        [Diagnostic("a restricted shell runs no programs", at: program.range, hint: hint)]
    }

    /// The lines of a template that read files.
    package static func violations(in definition: TemplateDefinition) -> [Diagnostic] {
        definition.lines.flatMap { line in
            line.arguments.filter { argument in
                switch (line.keyword.name, argument.name?.name) {
                case ("file", "from"), ("tree", "from"), ("user", "keys"), ("repository", "key"): true
                case ("include", _): true
                default: false
                }
            }
            .map { Diagnostic("a restricted shell reaches no files", at: $0.range, hint: hint) }
        }
    }

    /// Where the arguments and option values stand that name files.
    private static func files(of bound: BoundCommand) -> [SourceRange] {
        let signature = bound.signature
        let arguments = signature.arguments.flatMap { argument in
            (bound.arguments[argument.name] ?? []).filter { isFile(argument.kind, $0) }
        }
        let options = signature.options.flatMap { option in
            (bound.options[option.name] ?? []).filter { argument in
                option.value.map { isFile($0, argument) } ?? false
            }
        }
        return (arguments + options).map(\.range)
    }

    private static func isFile(_ kind: ArgumentKind, _ argument: BoundCommand.Argument) -> Bool {
        switch kind {
        case .file, .path: return true
        case .templateOrFile:
            // What is only known when it runs may be either.
            guard case .word(let word) = argument, let text = word.literal else { return true }
            return text.contains("/") || text.hasSuffix(".fg")
        default: return false
        }
    }
}
