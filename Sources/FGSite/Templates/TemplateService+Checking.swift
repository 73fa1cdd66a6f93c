import FGCatalog
package import FGCore
import FGGenerator
import FGLanguage
import FGStorage

extension TemplateService {
    /// Checks the templates of a file as they would be loaded, and that the archives have what they name.
    ///
    /// - Throws: `SourceError` with all that is wrong in them and their parents; `invalid` for an argument that none takes;
    ///   `unavailable` when an archive cannot be reached and no state of it is there.
    package func check(
        file: FilePath,
        arguments: [String: String],
        progress: @escaping ProgressHandler
    ) async throws -> Table {
        let source = try Source(file: file)
        let folder = file.parent.canonical() ?? file.parent
        var siblings: [String: TemplateLevel] = [:]
        var chains: [[TemplateLevel]] = []
        var errors: [SourceError] = []
        for definition in try Self.definitions(in: source) {
            do {
                let level = TemplateLevel(definition: definition, source: source, folder: folder)
                let revision = try plannedRevision(draft(level))
                defer { siblings["\(definition.name.name):\(revision)"] = level }
                chains.append(try chain(of: level, siblings: siblings))
            } catch let error as SourceError {
                errors.append(error)
            }
        }
        return try await check(chains, arguments: arguments, errors: errors, progress)
    }

    /// Checks a stored template with its parents.
    ///
    /// - Throws: as for a file.
    package func check(
        _ reference: String,
        arguments: [String: String],
        progress: @escaping ProgressHandler
    ) async throws -> Table {
        try await check([try chain(of: reference)], arguments: arguments, errors: [], progress)
    }

    private func check(
        _ chains: [[TemplateLevel]],
        arguments: [String: String],
        errors: [SourceError],
        _ progress: @escaping ProgressHandler
    ) async throws -> Table {
        var errors = errors
        var rows: [[Value]] = []
        for (chain, arguments) in zip(chains, try Self.divided(arguments, among: chains)) {
            let examination = try TemplateResolver.examine(chain, arguments: arguments)
            errors += examination.errors
            let name = chain.last?.definition.name.name ?? ""
            var packages: [Recipe.Package]?
            do {
                packages = try await archivePackages(examination, progress)
            } catch let error as SourceError {
                errors.append(error)
            }
            rows.append([
                .text(name), packages.map { .integer(Int64($0.count)) } ?? .null,
                packages.map { .size(ByteCount($0.reduce(0) { $0 + $1.size })) } ?? .null,
            ])
        }
        if let error = SourceError(joining: errors) { throw error }
        return Table(columns: ["name", "packages", "size"].map { Table.Column($0) }, rows: rows)
    }

    /// The arguments for each of several templates: what another one alone takes is no error in it.
    static func divided(_ arguments: [String: String], among chains: [[TemplateLevel]]) throws
        -> [[String: String]]
    {
        let own = try chains.map { Set(try TemplateResolver.parameters(of: $0)) }
        let taken = own.reduce(into: Set()) { $0.formUnion($1) }
        return own.map { own in arguments.filter { own.contains($0.key) || !taken.contains($0.key) } }
    }

    /// The packages that the archives give for a template; nil when something in it is still open.
    private func archivePackages(
        _ examination: TemplateResolver.Examination,
        _ progress: @escaping ProgressHandler
    ) async throws -> [Recipe.Package]? {
        guard let resolution = examination.resolution else { return nil }
        // A session that only reads leaves the site's lists alone.
        let scratch = session.location.isReadOnly ? try TemporaryFolder() : nil
        defer { withExtendedLifetime(scratch) {} }
        let store = try scratch.map { BlobStore(root: $0.path / "store") } ?? session.services().store
        for key in resolution.template.repositories.compactMap(\.key) {
            if let bytes = resolution.contents[key] { _ = try store.ingest(bytes) }
        }
        let solver = PackageSolver(
            folder: scratch.map { $0.path / "archives" } ?? session.location.archives,
            store: store,
            progress: progress
        )
        guard examination.isWhole else {
            // Without a system no archive is known; the base is read once all else is right.
            if resolution.template.os.isEmpty { return nil }
            try await solver.checkNames(resolution, now: session.now)
            return nil
        }
        let base = try await base(of: resolution, in: scratch?.path, store, progress)
        return try await solver.solve(resolution, over: base, refreshing: false, now: session.now).packages
    }

    /// The base of a template; a session that only reads takes it into a folder of its own.
    private func base(
        of resolution: TemplateResolver.Resolution,
        in scratch: FilePath?,
        _ store: BlobStore,
        _ progress: @escaping ProgressHandler
    ) async throws -> PinnedBase? {
        let generation = session.generation
        guard let scratch else {
            return try await generation.pinnedBase(of: resolution, refreshing: false, progress)
        }
        // A version of the catalog is read where it is.
        let isStored = resolution.template.base?.kind == .image
        let bases = try generation.bases(
            progress,
            knowing: scratch / "bases",
            scratch / "operations",
            isStored ? try session.services().store : store
        )
        return try await bases.pin(resolution, refreshing: false, now: session.now)
    }

    /// The revision that a template would get, or has when it is there already.
    func plannedRevision(_ draft: TemplateDraft) throws -> Int {
        do {
            let newest = try session.services().catalog.template(draft.name, revision: nil)
            let isSame = newest.text == draft.text && newest.folder == draft.folder
            return isSame ? newest.revision : newest.revision + 1
        } catch let error as FGError where error.code == .notFound {
            return 1
        }
    }
}
