package import FGCatalog
package import FGCore
import FGGenerator
package import FGLanguage
import FGRain
import FGStorage

/// What a user does with images.
package struct ImageService: Sendable {
    let session: Session

    /// The versions that a condition holds for, the first ones when only some are wanted.
    package func list(
        where condition: Condition?,
        versions extent: Catalog.Extent,
        limit: Int? = nil
    ) async throws -> Table {
        let services = try session.services()
        let rows = try services.catalog.list(
            where: condition,
            extent: extent,
            project: session.project,
            now: session.now,
            limit: limit ?? Int.max
        )
        return Table(columns: ImageVersion.columns, rows: rows.map(\.row))
    }

    /// How `list` would ask the catalog, line by line.
    package func explainList(
        where condition: Condition?,
        versions extent: Catalog.Extent
    ) async throws -> [String] {
        let query = try session.services().catalog.explainListing(
            where: condition,
            extent: extent,
            project: session.project,
            now: session.now
        )
        let lines = query.sql.split(separator: "\n").map(String.init)
        return lines + ["values: " + query.values.joined(separator: ", ")] + query.steps.map { "step: " + $0 }
    }

    /// All that is known of a version: its row, its artifacts, how many packages it has, its last verdicts in short.
    package func show(_ reference: ImageReference) async throws -> Record {
        let services = try session.services()
        let known = try services.catalog.details(reference, project: session.project)
        let version = known.version
        let artifacts = known.artifacts.map {
            Value.text("\($0.format) \($0.role) \(ByteCount($0.size).literal) \($0.digest)")
        }
        let recipe = try version.recipe.map { try services.recipe($0) }
        // A lost manifest is for `site check` to tell; the catalog knows the rest without it.
        let contents =
            services.store.contains(version.manifest)
            ? try Manifest.read(version.manifest, from: services.store)?.contents : nil
        let failed = known.verdicts.filter { $0.outcome == "fail" }.map { Value.text($0.check) }
        let fields =
            version.record.fields + [
                Record.Field("reason", version.reason.map { .text($0) } ?? .null),
                Record.Field("recipe", version.recipe.map { .text($0.description) } ?? .null),
                Record.Field("reproducible", .bool(recipe.map { $0.impurity == nil } ?? false)),
                Record.Field("bytes", .text(try Self.bytes(of: version, known.artifacts, services))),
                Record.Field("artifacts", .list(artifacts)),
                Record.Field("lineage", .list(known.templates.map { .text($0) })),
                Record.Field("parent", known.parent.map { .text($0) } ?? .null),
                Record.Field(
                    "base",
                    recipe?.base.map { .text("\($0.kind.rawValue) \($0.source) \($0.digest)") } ?? .null
                ),
                Record.Field("properties", Self.list(known.properties)),
                Record.Field("packages", .integer(Int64(known.packages))),
                Record.Field("found", contents.map { .text($0.found) } ?? .null),
                Record.Field("unread", Self.texts(contents?.unread)),
                Record.Field("partitions", Self.texts(contents?.partitions)),
                Record.Field("services", Self.texts(contents?.services)),
                Record.Field("users", Self.texts(contents?.users)),
                Record.Field("verdicts", .integer(Int64(known.verdicts.count))),
                Record.Field("failed", .list(failed)),
            ]
        return Record(fields)
    }

    /// The version that a reference means now; nil without one, and when there is none any more.
    package func versionName(of reference: ImageReference?) async throws -> String? {
        guard let reference else { return nil }
        do {
            return try session.services().catalog.resolve(reference, project: session.project).fullName
        } catch let error as FGError where error.code == .notFound || error.code == .conflict {
            return nil
        }
    }

    private static func texts(_ texts: [String]?) -> Value { .list((texts ?? []).map { .text($0) }) }

    private static func list(_ properties: [String: String]) -> Value {
        .list(properties.sorted { $0.key < $1.key }.map { .text("\($0.key)=\($0.value)") })
    }

    /// Sets free properties of an image, and removes those with an empty value; gives all that it has then.
    package func set(
        _ reference: ImageReference,
        _ properties: [String: String],
        _ execution: Execution
    ) async throws -> Value {
        let services = try session.writable()
        let image = try changeableImage(reference, services)
        return Self.list(try services.catalog.set(properties, of: image.id, execution))
    }

    /// The image of a reference, which the user may change.
    ///
    /// - Throws: `denied` when the user neither owns it nor administers the site.
    func changeableImage(_ reference: ImageReference, _ services: SiteServices) throws -> ImageIdentity {
        if case .name(_, let name, let selector) = reference, selector != .newest {
            throw FGError(
                .usage,
                "\(reference) is one version, and this changes the whole image",
                hint: "name the image: \(name)"
            )
        }
        let image = try services.catalog.image(reference, project: session.project)
        try require(image.owner, toOwn: image.fullName)
        return image
    }

    func requireOwner(of version: ImageVersion) throws {
        try require(version.owner, toOwn: version.fullName)
    }

    /// Refuses what only the owner of an image and administrators may do.
    private func require(_ owner: String, toOwn name: String) throws {
        guard owner == session.user || session.isAdministrator else {
            throw FGError(.denied, "\(name) belongs to \(owner)")
        }
    }

    /// Adds tags and removes others; gives all that the image has then.
    package func tag(
        _ reference: ImageReference,
        adding: [String],
        removing: [String],
        _ execution: Execution
    ) async throws -> [String] {
        let services = try session.writable()
        let image = try changeableImage(reference, services)
        return try services.catalog.tag(image.id, adding: adding, removing: removing, execution)
    }

    /// Gives an image another name in its project; gives the whole new name.
    package func rename(_ reference: ImageReference, to name: String, _ execution: Execution) async throws
        -> String
    {
        let services = try session.writable()
        let image = try changeableImage(reference, services)
        try services.catalog.rename(image.id, to: name, execution)
        return "\(image.project)/\(name)"
    }

    /// What deleting would delete: the versions of images, single versions, or all that a condition holds for.
    ///
    /// - Throws: `usage` for neither images nor a condition, or for both.
    package func planDeletion(_ references: [ImageReference], where condition: Condition?) async throws
        -> DeletionPlan
    {
        let versions = try versions(references, where: condition, to: "delete")
        let plan = DeletionPlan(versions: versions)
        // Of several each is told for itself; one that cannot go is an error before anybody is asked.
        if versions.count == 1, let version = versions.first { try requireDeletable(version, plan) }
        return plan
    }

    /// The versions that a command is to do something to: of images, single ones, or all that a condition holds for.
    ///
    /// - Throws: `usage` for neither images nor a condition, or for both.
    func versions(_ references: [ImageReference], where condition: Condition?, to verb: String) throws
        -> [ImageVersion]
    {
        guard references.isEmpty != (condition == nil) else {
            throw FGError(
                .usage,
                references.isEmpty ? "no image is named" : "images are named, and a condition stands too",
                hint: "image \(verb) NAME…, or image \(verb) where CONDITION"
            )
        }
        let catalog = try session.services().catalog
        var versions: [ImageVersion]
        if let condition {
            versions = try catalog.list(
                where: condition,
                extent: .all,
                project: session.project,
                now: session.now
            )
        } else {
            versions = try references.flatMap { try catalog.versions(toDelete: $0, project: session.project) }
        }
        var seen: Set<ImageVersion.ID> = []
        return versions.filter { seen.insert($0.id).inserted }
    }

    /// Deletes one version, and the image with its last one.
    ///
    /// - Throws: `denied` when the user neither owns it nor administers the site, `conflict` while a deployment runs
    ///   from it, a channel of what stays points at it or it is evicted and another version is laid over it, `notFound` when
    ///   it is gone.
    package func delete(_ version: ImageVersion, of plan: DeletionPlan) async throws {
        let services = try session.writable()
        try requireDeletable(version, plan)
        try services.catalog.delete(version, among: plan.ids)
    }

    private func requireDeletable(_ version: ImageVersion, _ plan: DeletionPlan) throws {
        try requireIdle(version)
        let services = try session.services()
        try services.catalog.requireNoChannel(at: version, among: plan.ids)
        if let dependent = try services.dependent(on: version, besides: plan.ids) {
            throw FGError(
                .conflict,
                "\(dependent) is laid over \(version.fullName), whose bytes are evicted",
                subject: version.fullName,
                hint:
                    "image rebuild \(version.name):\(version.number) brings them back; then they stay for it"
            )
        }
    }

    /// Refuses what takes the bytes of a version away, as long as somebody may need them.
    ///
    /// - Throws: `denied` when the user neither owns it nor administers the site, `conflict` while a deployment runs from
    ///   it.
    func requireIdle(_ version: ImageVersion) throws {
        let services = try session.services()
        try requireOwner(of: version)
        let running = try DeploymentStore(database: services.database).all().first {
            $0.state != .stopped && $0.state != .failed && $0.versionID == version.id
        }
        if let running {
            throw FGError(
                .conflict,
                "deployment \(running.id) runs from \(version.fullName)",
                subject: version.fullName,
                hint: "deployment stop \(running.id)"
            )
        }
    }

    /// What differs between two versions.
    package func difference(from old: ImageReference, to new: ImageReference) async throws -> Table {
        let services = try session.services()
        let difference = try services.catalog.difference(
            from: try services.catalog.resolve(old, project: session.project),
            to: try services.catalog.resolve(new, project: session.project)
        )
        return table(of: difference.lines)
    }

    /// Differences as rows.
    func table(of lines: [VersionDifference.Line]) -> Table {
        Table(
            columns: ["kind", "name", "change", "aspect", "old", "new"].map {
                Table.Column($0, isDefault: $0 != "aspect")
            },
            rows: lines.map { line in
                [
                    .text(line.kind), .text(line.name), .text(line.change), .null,
                    line.old.map { .text($0) } ?? .null,
                    line.new.map { .text($0) } ?? .null,
                ]
            }
        )
    }
}
