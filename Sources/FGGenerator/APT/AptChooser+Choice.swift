import FGCore
import FGProcess

extension AptChooser {
    /// Lets APT choose the whole set of packages, and pins each.
    ///
    /// Over a base these are the packages that it does not have, and those of it that must be newer.
    func choose(
        _ template: ResolvedTemplate,
        over base: PinnedBase?,
        _ apt: AptFolder,
        _ index: PackageIndex
    ) async throws -> [Recipe.Package] {
        try apt.install(base?.facts.status ?? "")
        defer { try? apt.install("") }
        let requests = base.map { template.requests(over: $0) } ?? template.packages
        let requested = requests.map { Self.argument(for: $0, in: index) }
        let excluded = template.excludedPackages.map { $0 + "-" }
        let basic = base == nil ? index.baseNames.filter { !template.excludedPackages.contains($0) } : []
        let names = basic + requested + excluded
        guard !requested.isEmpty || base == nil else { return [] }
        // Nothing of a base goes.
        let kept = base == nil ? [] : ["--no-remove"]
        let result = try await apt.command(
            "apt-get",
            ["install", "--print-uris", "-qq", "--yes"] + kept + names
        ).run()
        guard result.status == 0 else {
            // Only a less quiet run says which packages do not go together.
            let command = try apt.command("apt-get", ["install", "--simulate", "-q", "--yes"] + kept + names)
            throw conflict(try await command.run(), command)
        }
        let wanted = Set(template.packages.map(\.name))
        let packages = try result.outputText.split(separator: "\n").compactMap { line in
            try package(String(line), wanted: wanted, index, template)
        }
        guard !packages.isEmpty || base != nil else { throw FGError(.failed, "APT chose no packages") }
        return packages.sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
    }

    /// Bytes that the files of packages take, without those that a base has in another version.
    func installedSize(of packages: [Recipe.Package], over base: PinnedBase?, _ index: PackageIndex) -> Int64
    {
        let there = base?.facts.names ?? []
        return packages.filter { !there.contains($0.name) }.reduce(Int64(0)) { total, package in
            total + (index.entry(package.name, package.version, package.architecture)?.installedSize ?? 0)
        }
    }

    /// A line of `--print-uris`: `'URI' FILE SIZE HASH`.
    private func package(
        _ line: String,
        wanted: Set<String>,
        _ index: PackageIndex,
        _ template: ResolvedTemplate
    ) throws -> Recipe.Package? {
        let parts = line.split(separator: " ")
        guard parts.count >= 3, parts[0].hasPrefix("'"), parts[0].hasSuffix("'") else { return nil }
        let file = parts[1].replacing("%3a", with: ":").replacing("%7e", with: "~").replacing(
            "%2b",
            with: "+"
        )
        let names = file.dropLast(".deb".count).split(separator: "_")
        guard names.count == 3,
            let entry = index.entry(String(names[0]), String(names[1]), template.architecture)
        else {
            throw FGError(.corrupt, "APT chose \(file), which no list describes", hint: "generate --refresh")
        }
        return Recipe.Package(
            name: entry.name,
            version: entry.version,
            architecture: entry.architecture,
            digest: entry.digest,
            size: entry.size,
            uri: String(parts[0].dropFirst().dropLast()),
            isEssential: entry.isEssential,
            isRequested: wanted.contains(entry.name)
        )
    }

    /// APT's explanation, each reason at a package of the template that it is about.
    private func conflict(_ result: CommandResult, _ command: Command) -> ArchiveProblems {
        let text = (result.outputText + "\n" + result.errorText).split(separator: "\n").map {
            $0.drop(while: \.isWhitespace)
        }
        let reasons = text.filter { $0.contains(" : ") }.map { String($0).replacing(" : ", with: ": ") }
        if !reasons.isEmpty {
            return ArchiveProblems(
                reasons.map { reason in
                    ArchiveProblem(
                        .packages(Self.names(in: reason)),
                        "the packages do not go together: \(reason)",
                        hint: "leave one of them out"
                    )
                }
            )
        }
        let error = text.first { $0.hasPrefix("E: ") }.map { String($0.dropFirst(3)) }
        let reason = error ?? command.failure(result).message
        return ArchiveProblems([
            ArchiveProblem(.packages(Self.names(in: reason)), "APT cannot choose the packages: \(reason)")
        ])
    }

    /// The words of a text that can be packages' names, without their architecture.
    private static func names(in text: String) -> [String] {
        text.split { " '\",|()".contains($0) }.map { word in String(word.prefix { $0 != ":" }) }
    }
}
