package import FGCatalog
package import FGCore
package import FGLanguage

extension ImageService {
    /// The version that fulfils a condition best: a deployable one before others, of the current project before those of
    /// others, and then the one that was made last; nil when none does.
    package func find(where condition: Condition) async throws -> ImageVersion? {
        let project = session.project
        let found = try session.services().catalog.list(
            where: condition,
            extent: .all,
            project: project,
            now: session.now
        )
        return found.max { left, right in
            if left.isDeployable != right.isDeployable { return right.isDeployable }
            if (left.project == project) != (right.project == project) { return right.project == project }
            return (left.created, left.number) < (right.created, right.number)
        }
    }

    /// The version that fulfils a condition best, or one that is generated because none does.
    ///
    /// - Throws: `failed` when what was generated does not fulfil the condition; as `GenerationService.generate`.
    package func find(
        where condition: Condition,
        orGenerate request: GenerationRequest,
        progress: @escaping ProgressHandler
    ) async throws -> (version: ImageVersion, isNew: Bool) {
        if let found = try await find(where: condition) { return (found, false) }
        let made = try await session.generation.version(of: request, progress: progress)
        if let found = try await find(where: condition) { return (found, true) }
        throw FGError(
            .failed,
            "\(made.fullName) was generated and does not fulfil the condition",
            subject: made.fullName,
            hint: "image show \(made.name):\(made.number) tells what it is; a version is verified by: verify"
        )
    }
}

extension ImageVersion {
    /// What `image find` tells of a version.
    package func foundRecord(_ result: String) -> Record {
        Record([
            Record.Field("image", .text(fullName)), Record.Field("result", .text(result)),
            Record.Field("state", .text(state.rawValue)), Record.Field("size", .size(size)),
            Record.Field("created", .date(created)),
        ])
    }
}
