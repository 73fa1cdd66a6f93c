import FGCore

extension AptChooser {
    /// Checks that every requested and every excluded name is offered, and a version within every bound.
    ///
    /// What a base has already needs no archive.
    /// - Throws: `ArchiveProblems` with all that are not, with the nearest names.
    func requireNames(of template: ResolvedTemplate, over base: PinnedBase? = nil, in index: PackageIndex)
        throws
    {
        let system = "\(template.os) \(template.release)"
        var problems: [ArchiveProblem] = []
        func report(_ name: String, _ message: String, hint: String?) {
            problems.append(ArchiveProblem(.packages([name]), message, hint: hint))
        }
        for request in base.map({ template.requests(over: $0) }) ?? template.packages {
            if !index.has(request.name) {
                report(
                    request.name,
                    "no archive of \(system) has a package \"\(request.name)\"",
                    hint: NearestName.hint(for: request.name, in: index.names)
                        ?? "apt-cache search finds names"
                )
            } else if let bound = request.bound, Self.newest(request, in: index) == nil {
                let offered = Self.offered(request.name, in: index)
                report(
                    request.name,
                    "no archive has \(request.name) \(bound.comparison) \(bound.version)",
                    hint: offered.max().map { "it has \($0)" }
                )
            }
        }
        for name in template.excludedPackages where !index.has(name) {
            report(
                name,
                "-\(name) removes nothing: no archive of \(system) has such a package",
                hint: NearestName.hint(for: name, in: index.names)
            )
        }
        guard problems.isEmpty else { throw ArchiveProblems(problems) }
    }

    /// A request as APT takes it: the name, or `name=version` of the newest version within the bound.
    static func argument(for request: ResolvedTemplate.PackageRequest, in index: PackageIndex) -> String {
        guard request.bound != nil, let newest = newest(request, in: index) else { return request.name }
        return "\(request.name)=\(newest)"
    }

    private static func offered(_ name: String, in index: PackageIndex) -> [DebianVersion] {
        index.entries(named: name).map { DebianVersion($0.version) }
    }

    /// The newest version within a request's bound.
    private static func newest(_ request: ResolvedTemplate.PackageRequest, in index: PackageIndex)
        -> DebianVersion?
    {
        let offered = offered(request.name, in: index)
        guard let bound = request.bound else { return offered.max() }
        return offered.filter { version in
            let comparable = version.comparable(to: bound.version)
            let order = DebianVersion.compare(comparable, DebianVersion(bound.version))
            return switch bound.comparison {
            case ">=": order >= 0
            case "<=": order <= 0
            case ">": order > 0
            case "<": order < 0
            // `=12.2` is met by `12.2-14`: people name upstream versions.
            default: order == 0 || comparable.text.hasPrefix(bound.version + "-")
            }
        }.max()
    }
}

extension ResolvedTemplate.PackageRequest {
    /// The version's bound; nil when any version will do.
    fileprivate var bound: (comparison: String, version: String)? {
        guard let comparison, let version else { return nil }
        return (comparison, version)
    }
}

extension DebianVersion {
    /// The version as people compare it with a bound: without its epoch, unless the bound has one.
    fileprivate func comparable(to bound: String) -> DebianVersion {
        guard !bound.contains(":"), let colon = text.firstIndex(of: ":") else { return self }
        return DebianVersion(String(text[text.index(after: colon)...]))
    }
}
