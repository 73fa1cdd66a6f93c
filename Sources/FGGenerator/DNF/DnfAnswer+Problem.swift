import FGCore

extension DnfAnswer.Problem {
    /// What cannot be given, in words; `names` are those that there are.
    func told(_ offered: [String], _ template: ResolvedTemplate) -> ArchiveProblem {
        let system = "\(template.os) \(template.release)"
        let name = names.first ?? ""
        let text = text ?? ""
        switch kind {
        case .unknown:
            let hint = NearestName.hint(for: name, in: offered) ?? "dnf search finds names"
            let message = "no repository of \(system) has a package \"\(name)\""
            return ArchiveProblem(.packages([name]), message, hint: hint)
        case .bound:
            let request = template.packages.first { $0.name == name }
            let bound = "\(name) \(request?.comparison ?? "") \(request?.version ?? "")"
            return ArchiveProblem(.packages([name]), "no repository has \(bound)", hint: "it has \(text)")
        case .base:
            let message = "no repository has the package \(name), which every system of \(template.os) has"
            return ArchiveProblem(.line(.os), message, hint: "name the repository that has it")
        case .excluded:
            let message = "-\(name) removes nothing: no repository of \(system) has such a package"
            return ArchiveProblem(
                .packages([name]),
                message,
                hint: NearestName.hint(for: name, in: offered)
            )
        case .conflict:
            return ArchiveProblem(
                .packages(names),
                "the packages do not go together: \(text)",
                hint: "leave one of them out"
            )
        }
    }
}
