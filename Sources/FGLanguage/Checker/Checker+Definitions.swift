import FGCore

extension Checker {
    mutating func check(_ definition: TemplateDefinition) {
        if (try? Name.validated(definition.name.name, as: "template name")) == nil {
            list.report(
                "\"\(definition.name.name)\" is not a valid template name",
                at: definition.name.range,
                hint: "use lower-case letters, digits, . _ + -"
            )
        }
        if isRestricted { list.append(Restriction.violations(in: definition)) }
        for line in definition.lines where !templateKeywords.contains(line.keyword.name) {
            list.report(
                "templates have no line \"\(line.keyword.name)\"",
                at: line.keyword.range,
                hint: NearestName.hint(for: line.keyword.name, in: templateKeywords)
                    ?? "lines start with \(templateKeywords.joined(separator: ", "))"
            )
        }
    }

    mutating func check(_ alias: Alias) {
        refuse(alias.name, as: "alias")
        let pipeline = alias.pipeline
        if let name = pipeline.command.firstBareWord, scope.aliases[name] != nil, !isTaken(name) {
            list.report(
                "an alias stands for a command and not for another alias",
                at: pipeline.command.range,
                hint: "write out what \(name) stands for"
            )
        } else {
            checkWhole(pipeline)
        }
        for stage in pipeline.stages {
            if case .each = stage.kind {
                list.report("an alias takes no each", at: stage.range, hint: "use def")
            }
        }
        scope.definitions[alias.name.name] = nil
        scope.aliases[alias.name.name] = alias
    }

    /// Checks the beginning of a pipeline, whose missing arguments come with the call.
    private mutating func checkWhole(_ pipeline: Pipeline) {
        if let name = pipeline.command.firstBareWord, let count = scope.definitions[name], !isTaken(name) {
            checkCall(of: name, count, pipeline, isBeginning: true)
            return
        }
        let before = list
        check(pipeline)
        // An argument that is missing is reported at the end of the command.
        let end = pipeline.command.range.upperBound
        let found = list.found.dropFirst(before.found.count).filter { $0.range != end..<end }
        list = before
        list.append(Array(found))
    }
}
