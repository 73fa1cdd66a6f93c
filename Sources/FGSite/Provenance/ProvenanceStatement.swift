import FGCatalog
import FGCore
import FGGenerator

/// An in-toto Statement v1 with the SLSA provenance v1 of a version.
struct ProvenanceStatement: Encodable {
    /// A thing by its digest: an in-toto ResourceDescriptor.
    struct Resource: Encodable {
        var name: String?
        var uri: String?
        let digest: [String: String]

        init(name: String? = nil, uri: String? = nil, _ digest: Digest) {
            self.name = name
            self.uri = uri
            self.digest = ["sha256": digest.hex]
        }
    }

    /// What whoever wanted the image asked for.
    struct ExternalParameters: Encodable {
        /// Nil for an imported image.
        let template: Resource?
    }

    /// What the site added to it.
    struct InternalParameters: Encodable {
        let architecture: String?
        /// What every time in the image is clamped to.
        let epoch: Timestamp?
        let snapshot: Timestamp?
    }

    struct BuildDefinition: Encodable {
        let buildType: String
        let externalParameters: ExternalParameters
        let internalParameters: InternalParameters
        let resolvedDependencies: [Resource]
    }

    struct Builder: Encodable {
        let id: String
        /// The programs that shape the bytes, `fgshell` among them; nil when they are not known.
        let version: [String: String]?
    }

    struct Metadata: Encodable {
        let invocationId: String
        let finishedOn: Timestamp
    }

    struct RunDetails: Encodable {
        let builder: Builder
        let metadata: Metadata
        let byproducts: [Resource]
    }

    struct Predicate: Encodable {
        let buildDefinition: BuildDefinition
        let runDetails: RunDetails
    }

    private enum CodingKeys: String, CodingKey {
        case type = "_type"
        case subject, predicateType, predicate
    }

    private static let namespace = "urn:x-futuregrid:fgshell"

    let type = "https://in-toto.io/Statement/v1"
    let subject: [Resource]
    let predicateType = "https://slsa.dev/provenance/v1"
    let predicate: Predicate

    init(_ facts: VersionFacts) {
        subject = facts.manifest.artifacts.map { Resource(name: facts.fileName(of: $0), $0.digest) }
        let recipe = facts.recipe
        let how = recipe == nil ? "import" : "build"
        let template = recipe.map {
            Resource(name: facts.manifest.template ?? $0.template.name, $0.templateDigest)
        }
        let kept = [
            Resource(name: "manifest", facts.manifestDigest),
            facts.manifest.recipe.map { Resource(name: "recipe", $0) },
        ]
        predicate = Predicate(
            buildDefinition: BuildDefinition(
                buildType: "\(Self.namespace):image-\(how):v1",
                externalParameters: ExternalParameters(template: template),
                internalParameters: InternalParameters(
                    architecture: recipe?.template.architecture ?? facts.manifest.architecture,
                    epoch: recipe?.epoch,
                    snapshot: recipe?.template.snapshot
                ),
                resolvedDependencies: recipe.map(Self.inputs) ?? []
            ),
            runDetails: RunDetails(
                builder: Builder(id: "\(Self.namespace):site", version: recipe?.tools),
                metadata: Metadata(
                    invocationId: "urn:uuid:" + facts.uuid(for: "provenance"),
                    finishedOn: facts.manifest.created
                ),
                byproducts: kept.compactMap { $0 }
            )
        )
    }

    /// What packages and files are laid over.
    private static func inputs(of base: Recipe.Base) -> [Resource] {
        let uri = base.kind == .registry ? "docker://\(base.source)" : nil
        return [Resource(name: "base \(base.kind.rawValue) \(base.source)", uri: uri, base.digest)]
            + base.documents.dropFirst().map { Resource(name: "base configuration", $0) }
            + base.layers.filter { $0.digest != base.digest }.map { layer in
                Resource(name: "base layer \(layer.mediaType ?? base.formatName)", layer.digest)
            }
    }

    /// All that a build takes: the base, signed indexes, the packages that they vouch for, files, keys of archives.
    private static func inputs(of recipe: Recipe) -> [Resource] {
        let base = recipe.base.map(inputs) ?? []
        return base
            + recipe.indexes.flatMap { index in
                let uri = recipe.releaseURI(of: index).flatMap(PublicURI.of)
                let lists = (index.lists ?? [:]).sorted { $0.key < $1.key }.map {
                    Resource(name: "list \(index.suite) \($0.key)", $0.value)
                }
                return [Resource(name: "index \(index.suite)", uri: uri, index.digest)] + lists
            }
            + recipe.packages.map {
                Resource(
                    name: "package \($0.name) \($0.version) \($0.architecture)",
                    uri: PublicURI.of($0.uri),
                    $0.digest
                )
            }
            + recipe.template.contents.map { Resource(name: "file \($0.path)", $0.content) }
            + recipe.template.repositories.compactMap { repository in
                repository.key.map { Resource(name: "key \(repository.name)", $0) }
            }
    }
}
