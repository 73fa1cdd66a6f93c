import FGCatalog
import FGCore
import FGGenerator

/// A software bill of materials in the JSON form of CycloneDX 1.5.
struct CycloneDXDocument: Encodable {
    struct Hash: Encodable {
        var alg = "SHA-256"
        let content: String

        init(_ digest: Digest) { content = digest.hex }
    }

    struct Reference: Encodable {
        var type = "distribution"
        let url: String
    }

    struct Component: Encodable {
        private enum CodingKeys: String, CodingKey {
            case type, name, version, hashes, purl, externalReferences, components, pedigree
            case reference = "bom-ref"
        }

        let type: String
        var reference: String?
        let name: String
        var version: String?
        var hashes: [Hash]?
        var purl: String?
        var externalReferences: [Reference]?
        /// What it consists of.
        var components: [Component]?
        /// What it was made from.
        var pedigree: Pedigree?
    }

    struct Pedigree: Encodable {
        let ancestors: [Component]
    }

    struct Tools: Encodable {
        let components: [Component]
    }

    struct Metadata: Encodable {
        let timestamp: Timestamp
        let tools: Tools
        let component: Component
    }

    struct Dependency: Encodable {
        let ref: String
        let dependsOn: [String]
    }

    var bomFormat = "CycloneDX"
    var specVersion = "1.5"
    let serialNumber: String
    var version = 1
    let metadata: Metadata
    let components: [Component]
    let dependencies: [Dependency]

    init(_ facts: VersionFacts) {
        serialNumber = "urn:uuid:" + facts.uuid(for: "cyclonedx")
        let artifacts = facts.manifest.artifacts.map {
            Component(
                type: "file",
                reference: "artifact:\($0.digest.hex)",
                name: facts.fileName(of: $0),
                hashes: [Hash($0.digest)]
            )
        }
        let image = Component(
            type: "operating-system",
            reference: "image",
            name: "\(facts.project)/\(facts.name)",
            version: String(facts.number),
            components: artifacts,
            pedigree: facts.recipe?.base.map { base in
                let hashes = [Hash(base.digest)]
                return Pedigree(ancestors: [
                    Component(type: "operating-system", name: base.source, hashes: hashes)
                ])
            }
        )
        metadata = Metadata(
            timestamp: facts.manifest.created,
            tools: Tools(components: [
                Component(type: "application", name: "fgshell", version: ProductVersion.text)
            ]),
            component: image
        )
        components = facts.packages.map { package in
            Component(
                type: "library",
                reference:
                    "\(facts.packageForm?.rawValue ?? "package"):\(package.name):\(package.architecture)",
                name: package.name,
                version: package.version,
                hashes: package.digest.map { [Hash($0)] },
                purl: package.url?.description,
                externalReferences: package.uri.map { [Reference(url: $0)] }
            )
        }
        dependencies = [Dependency(ref: "image", dependsOn: components.compactMap(\.reference))]
    }
}
