import FGCatalog
import FGCore
import FGGenerator
import FGStorage

/// What recipes need, and whether it is there.
extension SiteServices {
    /// The inputs of a recipe that the store does not have and no recipe of another version makes again.
    func lostInputs(of recipe: Recipe) throws -> [Digest] {
        try recipe.inputs.filter { digest in
            guard !store.contains(digest) else { return false }
            guard let base = recipe.base, base.kind == .image, base.digest == digest else { return true }
            return try catalog.version(making: digest) == nil
        }
    }

    /// The version that is laid over another one, which would be lost with it; nil when none is, or the bytes stay.
    ///
    /// Bytes that are in the store stay as long as a recipe needs them.
    func dependent(on version: ImageVersion, besides deleted: Set<ImageVersion.ID>) throws -> String? {
        guard version.evicted != nil else { return nil }
        let digest = try catalog.baseArtifact(of: version).digest
        guard try catalog.versions(of: digest).subtracting(deleted).subtracting([version.id]).isEmpty else {
            return nil
        }
        return try catalog.generatedVersions().first { other in
            guard !deleted.contains(other.id), other.id != version.id else { return false }
            let base = try recipe(other.recipe).base
            return base?.kind == .image && base?.digest == digest
        }?.name
    }
}
