import FGCatalog
package import FGCore
import FGGenerator
package import FGLanguage
import FGStorage

extension GenerationService {
    /// The packages of generated versions that the archive has in another version by now.
    ///
    /// Without a reference or condition it looks at the newest version of every image of the project. A version whose
    /// template the archive no longer fulfils has a line that says so.
    /// - Throws: `unavailable` when the archive cannot be reached, `invalid` for a named version without recipe.
    package func outdated(
        _ references: [ImageReference],
        where condition: Condition?,
        refreshing: Bool,
        progress: @escaping ProgressHandler
    ) async throws -> Table {
        let services = try session.services()
        let versions = try candidates(references, where: condition, services)
        // Asking an archive keeps its answer in the site.
        if !versions.isEmpty { try session.requireWritable() }
        var rows: [[Value]] = []
        for (done, version) in versions.enumerated() {
            progress(.advance(done: Int64(done), of: Int64(versions.count), .items))
            guard let digest = version.recipe else { continue }
            let pinned = try services.recipe(digest)
            do {
                // The base stays what it is: another one makes another image.
                let base = try await pinnedBase(of: pinned, progress)
                let update = try await solver(progress).update(
                    of: pinned,
                    over: base,
                    refreshing: refreshing && done == 0,
                    now: session.now
                )
                rows += update.lines.map { Self.row(version, $0) }
            } catch let error as FGError where error.code == .conflict {
                rows.append([
                    .text(version.fullName), .null, .null, .null, .bool(false), .text(error.message),
                ])
            }
        }
        return Table(
            columns: ["image", "package", "pinned", "offered", "security", "reason"].map { Table.Column($0) },
            rows: rows
        )
    }

    /// Makes the next version of a template's image from the archive's newest state, and tells what is other in it.
    ///
    /// - Throws: as `generate`.
    package func update(_ request: GenerationRequest, progress: @escaping ProgressHandler) async throws
        -> Table
    {
        var request = request
        request.refreshesArchive = true
        let catalog = try session.writable().catalog
        let name = try session.templates.stored(request.template).name
        let image = try? catalog.image(ImageReference(parsing: name), project: session.project)
        let before = try image.map { try catalog.versions(of: $0.id).first { $0.recipe != nil } } ?? nil
        let after = try await version(of: request, progress: progress)
        guard let before, before.id != after.id else {
            progress(
                .note(
                    before == nil
                        ? "\(after.fullName) is the first version" : "\(after.fullName) is up to date"
                )
            )
            return session.images.table(of: [])
        }
        progress(.note("\(after.fullName) is the version after \(before.fullName)"))
        return session.images.table(of: try catalog.difference(from: before, to: after).lines)
    }

    private func candidates(
        _ references: [ImageReference],
        where condition: Condition?,
        _ services: SiteServices
    ) throws -> [ImageVersion] {
        guard references.isEmpty else {
            return try references.map { reference in
                let version = try services.catalog.resolve(reference, project: session.project)
                guard version.recipe != nil else {
                    throw FGError(
                        .invalid,
                        "\(version.fullName) has no recipe: it was imported",
                        subject: version.fullName,
                        hint: "only what generate made can be compared with its archive"
                    )
                }
                return version
            }
        }
        return try services.catalog.list(
            where: condition,
            extent: .newest,
            project: session.project,
            now: session.now
        )
        .filter { $0.recipe != nil && (condition != nil || $0.project == session.project) }
    }

    private static func row(_ version: ImageVersion, _ line: RecipeUpdate.Line) -> [Value] {
        [
            .text(version.fullName), .text(line.package),
            line.pinned.map { .version(DebianVersion($0)) } ?? .null,
            line.offered.map { .version(DebianVersion($0)) } ?? .null, .bool(line.isSecurity), .null,
        ]
    }
}
