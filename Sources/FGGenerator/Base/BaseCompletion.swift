import FGCore

/// Brings a template and what was found in its base together: which system it is, and what it needs besides.
struct BaseCompletion {
    let base: PinnedBase

    private var facts: BaseFacts { base.facts }

    private static let taking =
        "packages are installed over a base of Debian, Ubuntu, Fedora, CentOS, Rocky Linux or AlmaLinux"

    /// The template with its system named, and the packages that its lines imply and the base does not have.
    ///
    /// - Throws: `ArchiveProblems` where template and base do not agree, or packages are named that cannot be installed.
    func complete(_ resolution: TemplateResolver.Resolution) throws -> TemplateResolver.Resolution {
        var template = resolution.template
        var problems: [ArchiveProblem] = []
        try agree(&template, &problems)
        let added = ImpliedPackages(of: template).complete(&template, hasKernel: facts.kernel != nil)
        var implied = Set(added.map(\.name))
        // A line names it, although not as a package.
        if let kernel = resolution.template.kernel { implied.remove(kernel) }
        problems += packageProblems(template, implied: implied)
        // A kernel of the base may be of any origin: whether it starts is found by starting it.
        if facts.kernel == nil, base.takesPackages, let problem = RootFormatSupport.problem(of: template) {
            problems.append(problem)
        }
        if !base.takesPackages { problems += needs(added) }
        guard problems.isEmpty else { throw ArchiveProblems(problems) }
        if !base.takesPackages {
            // What cannot be installed is what lines imply: the base has it, or does without.
            template.packages = []
            template.kernel = nil
        }
        var places = resolution.places
        places.note(implied: added, kernel: template.kernel)
        return TemplateResolver.Resolution(
            template: template,
            facts: resolution.facts,
            contents: resolution.contents,
            packageOrder: resolution.packageOrder + added.map(\.name).sorted(),
            places: places,
            basePath: resolution.basePath
        )
    }

    /// Takes the system from the base where the template does not name it.
    private func agree(_ template: inout ResolvedTemplate, _ problems: inout [ArchiveProblem]) throws {
        let found = [facts.os, facts.release].compactMap { $0 }.joined(separator: " ")
        if template.os.isEmpty {
            guard let os = facts.os else {
                throw ArchiveProblems([
                    ArchiveProblem(
                        .line(.base),
                        "the base does not say which system it is",
                        hint: "add a line: os debian bookworm"
                    )
                ])
            }
            template.os = os
            template.release = template.family.release(of: facts.releaseName) ?? ""
            problems += completeRepositories(&template)
        } else if let os = facts.os, os != template.os || !template.isRelease(facts.releaseName) {
            problems.append(
                ArchiveProblem(
                    .line(.os),
                    "the base is \(found), not \(template.os) \(template.release)",
                    hint: "leave the line out: the base says what it is"
                )
            )
        }
        if let architecture = facts.architecture, architecture != template.architecture {
            problems.append(
                ArchiveProblem(
                    .line(.base),
                    "the base is for \(architecture), the template for \(template.architecture)",
                    hint: "add a line: arch \(architecture)"
                )
            )
        }
    }

    /// Gives lines of repositories that were read without knowing of which system they are the parts that it has.
    private func completeRepositories(_ template: inout ResolvedTemplate) -> [ArchiveProblem] {
        let manager = template.family.packages
        let standard = manager.standardParts(of: template.release)
        var problems: [ArchiveProblem] = []
        for (index, repository) in template.repositories.enumerated() {
            if manager.hasSuites {
                if repository.suites.isEmpty { template.repositories[index].suites = standard.suites }
                if repository.components.isEmpty {
                    template.repositories[index].components = standard.components
                }
            } else if !repository.suites.isEmpty {
                problems.append(
                    ArchiveProblem(
                        .repository(repository.name),
                        "a repository of \(template.os) has no suites",
                        hint: "components=A,B are at URI/A/x86_64/os and so on"
                    )
                )
            }
        }
        return problems
    }

    private func packageProblems(_ template: ResolvedTemplate, implied: Set<String>) -> [ArchiveProblem] {
        guard base.takesPackages else { return withoutManager(template, implied) }
        let there = facts.names
        return template.excludedPackages.filter(there.contains).map { name in
            ArchiveProblem(
                .packages([name]),
                "the base has \(name), which the template leaves out",
                hint: "take a base without it"
            )
        }
    }

    /// What lines need that the base does not have; a disk needs nothing of a base that boots by itself.
    private func needs(_ added: [(name: String, keyword: TemplateKeyword)]) -> [ArchiveProblem] {
        let there = facts.names
        return added.filter { $0.keyword != .disk && !there.contains($0.name) }.map { package in
            ArchiveProblem(
                .line(package.keyword),
                "\(package.keyword.rawValue) needs \(package.name), which cannot be installed over the base",
                hint: "leave the line out, or take a base that has it"
            )
        }
    }

    /// Only what lines of the template name is refused: of a base without known packages nothing is asked.
    private func withoutManager(_ template: ResolvedTemplate, _ implied: Set<String>) -> [ArchiveProblem] {
        let reason =
            facts.manager.map { $0 == "dpkg" ? "it has no dpkg to install them" : "its packages are \($0)'s" }
            ?? "no database of packages is known in it"
        let named = template.packages.map(\.name).filter { !implied.contains($0) }
        if let first = named.first {
            let more = named.count > 1 ? " and \(named.count - 1) more" : ""
            return [
                ArchiveProblem(
                    .packages([first]),
                    "\(first)\(more) cannot be installed over the base: \(reason)",
                    hint: Self.taking
                )
            ]
        }
        guard template.disk != nil, facts.kernel == nil else { return [] }
        return [
            ArchiveProblem(
                .line(.base),
                "the base has no kernel, and none can be installed over it: \(reason)",
                hint: "take a base that boots by itself; \(Self.taking)"
            )
        ]
    }
}
