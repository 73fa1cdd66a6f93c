import FGCatalog
import FGCore
import FGGenerator
import FGInspect

/// The form that a version is exported in.
enum ExportForm {
    /// One that the store has.
    case stored(Manifest.Artifact)
    /// One that is made from the version's base.
    case made(any ArtifactFormat)

    /// Finds the form of a name, the base without one; what is stored is never made again.
    ///
    /// - Throws: `notFound` for a form that is neither stored nor made of what is.
    init(_ name: String?, of version: ImageVersion, _ artifacts: [Manifest.Artifact]) throws {
        let stored = artifacts.first { name == nil ? $0.role == "base" : $0.format == name }
        if let stored {
            self = .stored(stored)
            return
        }
        let base = artifacts.first { $0.role == "base" }
        let kind = base.flatMap { try? ImageFormat(parsing: $0.format) }.flatMap(Self.kind(of:))
        let formats = ArtifactFormats.all.filter { format in kind.map(format.kinds.contains) ?? false }
        if let format = formats.first(where: { $0.name == name }) {
            self = .made(format)
            return
        }
        let has = artifacts.map(\.format).joined(separator: ", ")
        throw FGError(
            .notFound,
            "\(version.fullName) has no artifact \"\(name ?? "base")\", and none is made of it",
            subject: version.fullName,
            hint: "it has \(has)"
                + (formats.isEmpty
                    ? "" : "; made of it are \(formats.map(\.name).joined(separator: ", "))")
        )
    }

    /// What forms are made of; nil for what none is.
    static func kind(of format: ImageFormat) -> ArtifactSource.Kind? {
        if format.isDisk { return .disk }
        return format == .tar ? .archive : nil
    }

    var name: String {
        switch self {
        case .stored(let artifact): artifact.format
        case .made(let format): format.name
        }
    }

    /// The size in bytes and the digest, where they are known before it is made.
    var stored: (size: ByteCount, digest: Digest)? {
        guard case .stored(let artifact) = self else { return nil }
        return (ByteCount(artifact.size), artifact.digest)
    }
}

extension ImageService {
    /// The names of all forms that a version may be exported in.
    package static let exportForms =
        ArtifactFormats.names
        + ImageFormat.accepted.map(\.rawValue).filter { ArtifactFormats.named($0) == nil }
}
