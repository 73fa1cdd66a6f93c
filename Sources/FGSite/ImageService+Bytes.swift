import FGCatalog
package import FGCore
import FGGenerator
import FGInspect
import FGStorage

extension ImageService {
    /// Where the bytes of a version are: how much room they take, or what it takes to make them again.
    static func bytes(
        of version: ImageVersion,
        _ artifacts: [Manifest.Artifact],
        _ services: SiteServices
    ) throws -> String {
        guard version.evicted != nil, let recipe = version.recipe else {
            let allocated = artifacts.reduce(0) {
                $0 + (services.store.path(of: $1.digest).status()?.allocated ?? 0)
            }
            return "\(ByteCount(allocated)) in the store"
        }
        let files = Set(try services.recipe(recipe).template.contents.map(\.content))
        let size = (files.union([recipe])).reduce(0) {
            $0 + (services.store.path(of: $1).status()?.size ?? 0)
        }
        let time = version.rebuildMilliseconds.map { ", about \(max(1, ($0 + 500) / 1000)) s" } ?? ""
        return "\(ByteCount(size)) of recipe, \(version.size) on demand\(time)"
    }

    /// Where the bytes of two versions differ; those that are evicted are made again first.
    ///
    /// - Throws: `invalid` for a version that is no raw disk.
    package func byteDifference(
        from old: ImageReference,
        to new: ImageReference,
        progress: @escaping ProgressHandler
    ) async throws -> Table {
        let services = try session.services()
        var disks: [FilePath] = []
        for reference in [old, new] {
            let version = try services.catalog.resolve(reference, project: session.project)
            try await session.rebuilding.bringBack(version, progress)
            let raw = try services.catalog.artifacts(of: version.id).first { $0.format == "raw" }
            guard let raw else {
                let hint = "only raw disks are compared byte by byte"
                throw FGError(.invalid, "\(version.fullName) has no raw artifact", hint: hint)
            }
            disks.append(try services.store.existingPath(of: raw.digest))
        }
        progress(.phase("compare", detail: "\(old) with \(new)"))
        let difference = try DiskDifference(from: disks[0], to: disks[1])
        let more = difference.count - difference.lines.count
        if more > 0 { progress(.note("\(more) more differences are not shown")) }
        let inside = try await InnerDifference.lines(of: difference, session.location, progress)
        progress(.finished("compare", detail: "\(difference.count) differences"))
        return ByteDifferenceTable.of(difference.lines, inside: inside)
    }
}
