import FGCatalog
import FGCore
import FGGenerator

/// What documents about a version say: nothing but its manifest, its recipe and its name, so that they never change.
struct VersionFacts: Sendable {
    /// A package that is in the image.
    struct Package: Sendable {
        let name: String
        let version: String
        let architecture: String
        /// The digest of its file; nil when only the name is known.
        let digest: Digest?
        /// Where it was fetched from, without who fetched it; nil when that is no public address.
        let uri: String?
        /// Its package URL; nil when the distribution is not known, or nobody says what form the package has.
        let url: PackageURL?
    }

    /// `project/name:number`.
    let fullName: String
    let project: String
    let name: String
    let number: Int
    let manifestDigest: Digest
    let manifest: Manifest
    /// Nil for an imported image.
    let recipe: Recipe?

    init(_ version: ImageVersion, _ services: SiteServices) throws {
        guard let manifest = try Manifest.read(version.manifest, from: services.store) else {
            throw FGError(
                .corrupt,
                "the manifest of \(version.fullName) cannot be read",
                subject: version.fullName,
                hint: "site check --deep"
            )
        }
        fullName = version.fullName
        project = version.project
        name = version.name
        number = version.number
        manifestDigest = version.manifest
        self.manifest = manifest
        recipe = try manifest.recipe.map { try services.recipe($0) }
    }

    /// Sorted as the recipe has them; none of an imported image.
    var packages: [Package] {
        guard let recipe else {
            return manifest.packages.map {
                Package(
                    name: $0.name,
                    version: $0.version,
                    architecture: $0.architecture,
                    digest: nil,
                    uri: nil,
                    url: url($0.name, $0.version, $0.architecture)
                )
            }
        }
        let installed = Dictionary(
            recipe.packages.map { ("\($0.name) \($0.version) \($0.architecture)", $0) }
        ) { first, _ in first }
        return recipe.contents.map {
            let package = installed["\($0.name) \($0.version) \($0.architecture)"]
            return Package(
                name: $0.name,
                version: $0.version,
                architecture: $0.architecture,
                digest: package?.digest,
                uri: package.flatMap { PublicURI.of($0.uri) },
                url: url($0.name, $0.version, $0.architecture)
            )
        }
    }

    /// The name of an artifact's file: `demo-2.raw`.
    func fileName(of artifact: Manifest.Artifact) -> String {
        "\(name)-\(number).\(artifact.format)"
    }

    /// A number that only this version has for documents of one kind.
    func uuid(for kind: String) -> String { Digest(of: "\(kind) \(fullName) \(manifestDigest)").uuid }

    /// The form of the packages; nil when it is another one than those that have package URLs here.
    var packageForm: PackageURL.Form? {
        if let recipe, recipe.base == nil { return recipe.template.hasRPMPackages ? .rpm : .deb }
        return switch recipe?.base?.manager ?? manifest.contents?.manager {
        case nil, "dpkg": .deb
        case "rpm": .rpm
        default: nil
        }
    }

    private func url(_ name: String, _ version: String, _ architecture: String) -> PackageURL? {
        guard let os = recipe?.template.os ?? manifest.os,
            let form = packageForm
        else { return nil }
        return PackageURL(
            form: form,
            distribution: os,
            name: name,
            version: version,
            architecture: architecture,
            release: recipe?.template.release ?? manifest.release
        )
    }
}
