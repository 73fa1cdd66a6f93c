import FGCore
import FGProcess

extension PackageSolver {
    /// Lets APT choose the whole set of packages, and pins each.
    func choose(_ template: ResolvedTemplate, _ apt: AptFolder, _ index: PackageIndex) async throws -> [Recipe
        .Package]
    {
        let requested = try template.packages.map { try argument(for: $0, in: index) }
        let excluded = template.excludedPackages.map { $0 + "-" }
        let base = index.baseNames.filter { !template.excludedPackages.contains($0) }
        let names = base + requested + excluded
        let result = try await apt.command(
            "apt-get",
            ["install", "--print-uris", "-qq", "--yes"] + names
        ).run()
        guard result.status == 0 else {
            // Only a less quiet run says which packages do not go together.
            let command = try apt.command("apt-get", ["install", "--simulate", "-q", "--yes"] + names)
            throw conflict(try await command.run(), command)
        }
        let wanted = Set(template.packages.map(\.name))
        let packages = try result.outputText.split(separator: "\n").compactMap { line in
            try package(String(line), wanted: wanted, index, template)
        }
        guard !packages.isEmpty else { throw FGError(.failed, "APT chose no packages") }
        try requireRoom(for: packages, template, index)
        return packages.sorted { ($0.name, $0.architecture) < ($1.name, $1.architecture) }
    }

    /// A disk that is surely too small is refused now, not after the build.
    private func requireRoom(
        for packages: [Recipe.Package],
        _ template: ResolvedTemplate,
        _ index: PackageIndex
    ) throws {
        guard let disk = template.disk else { return }
        let installed = packages.reduce(Int64(0)) { total, package in
            total + (index.entry(package.name, package.version, package.architecture)?.installedSize ?? 0)
        }
        let room = disk.size.bytes - disk.esp.bytes
        guard installed > room else { return }
        let needed = ByteCount(((installed * 5 / 4 + disk.esp.bytes) >> 20) << 20)
        throw FGError(
            .invalid,
            "the packages take \(ByteCount(installed)), the root file system has \(ByteCount(room))",
            hint: "make the disk larger: disk \(needed.literal)"
        )
    }

    /// A request as APT takes it: the name, or `name=version` of the newest version within the bound.
    private func argument(for request: ResolvedTemplate.PackageRequest, in index: PackageIndex) throws
        -> String
    {
        guard let comparison = request.comparison, let bound = request.version else { return request.name }
        let offered = (index.entries[request.name] ?? []).map { DebianVersion($0.version) }
        let bounded = offered.filter { version in
            let order = DebianVersion.compare(version.comparable(to: bound), DebianVersion(bound))
            return switch comparison {
            case ">=": order >= 0
            case "<=": order <= 0
            case ">": order > 0
            case "<": order < 0
            // `=12.2` is met by `12.2-14`: people name upstream versions.
            default: order == 0 || version.comparable(to: bound).text.hasPrefix(bound + "-")
            }
        }
        guard let best = bounded.max() else {
            throw FGError(
                .notFound,
                "no archive has \(request.name) \(comparison) \(bound)",
                subject: request.name,
                hint: offered.max().map { "it has \($0)" }
            )
        }
        return "\(request.name)=\(best)"
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

    /// APT's explanation in one line.
    private func conflict(_ result: CommandResult, _ command: Command) -> FGError {
        let text = (result.outputText + "\n" + result.errorText).split(separator: "\n").map {
            $0.drop(while: \.isWhitespace)
        }
        let reasons = text.filter { $0.contains(" : ") }.map { $0.replacing(" : ", with: ": ") }
        if !reasons.isEmpty {
            let shown = reasons.prefix(3).joined(separator: "; ")
            return FGError(
                .conflict,
                "the packages do not go together: \(shown)",
                hint: "leave one of them out"
            )
        }
        let error = text.first { $0.hasPrefix("E: ") }.map { String($0.dropFirst(3)) }
        return FGError(
            .conflict,
            "APT cannot choose the packages: \(error ?? command.failure(result).message)"
        )
    }
}

extension DebianVersion {
    /// The version as people compare it with a bound: without its epoch, unless the bound has one.
    fileprivate func comparable(to bound: String) -> DebianVersion {
        guard !bound.contains(":"), let colon = text.firstIndex(of: ":") else { return self }
        return DebianVersion(String(text[text.index(after: colon)...]))
    }
}
