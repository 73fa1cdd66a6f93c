import FGCatalog
import FGCore
import FGGenerator

/// A software bill of materials in the JSON form of SPDX 2.3.
struct SPDXDocument: Encodable {
    struct CreationInfo: Encodable {
        let created: Timestamp
        let creators: [String]
    }

    struct Checksum: Encodable {
        var algorithm = "SHA256"
        let checksumValue: String

        init(_ digest: Digest) { checksumValue = digest.hex }
    }

    struct Reference: Encodable {
        var referenceCategory = "PACKAGE-MANAGER"
        var referenceType = "purl"
        let referenceLocator: String
    }

    /// The image, one of its artifacts, or a package in it: what SPDX calls a package.
    struct Package: Encodable {
        private enum CodingKeys: String, CodingKey {
            case identifier = "SPDXID"
            case name, versionInfo, packageFileName, downloadLocation, filesAnalyzed, licenseConcluded
            case licenseDeclared, copyrightText, primaryPackagePurpose, checksums, externalRefs
        }

        let identifier: String
        let name: String
        var versionInfo: String?
        var packageFileName: String?
        var downloadLocation = "NOASSERTION"
        var filesAnalyzed = false
        var licenseConcluded = "NOASSERTION"
        var licenseDeclared = "NOASSERTION"
        var copyrightText = "NOASSERTION"
        var primaryPackagePurpose: String?
        var checksums: [Checksum]?
        var externalRefs: [Reference]?
    }

    struct Relationship: Encodable {
        let spdxElementId: String
        let relationshipType: String
        let relatedSpdxElement: String
    }

    private enum CodingKeys: String, CodingKey {
        case identifier = "SPDXID"
        case spdxVersion, dataLicense, name, documentNamespace, creationInfo, packages, relationships
    }

    var spdxVersion = "SPDX-2.3"
    var dataLicense = "CC0-1.0"
    var identifier = Self.documentID
    let name: String
    let documentNamespace: String
    let creationInfo: CreationInfo
    let packages: [Package]
    let relationships: [Relationship]

    private static let documentID = "SPDXRef-DOCUMENT"
    private static let imageID = "SPDXRef-Image"
    private static let baseID = "SPDXRef-Base"

    init(_ facts: VersionFacts) {
        name = facts.fullName
        documentNamespace = "urn:uuid:" + facts.uuid(for: "spdx")
        creationInfo = CreationInfo(
            created: facts.manifest.created,
            creators: ["Tool: fgshell-\(ProductVersion.text)"]
        )
        let image = Package(
            identifier: Self.imageID,
            name: "\(facts.project)/\(facts.name)",
            versionInfo: String(facts.number),
            primaryPackagePurpose: "OPERATING-SYSTEM"
        )
        let artifacts = facts.manifest.artifacts.map { artifact in
            Package(
                identifier: "SPDXRef-Artifact-\(artifact.digest.hex)",
                name: facts.fileName(of: artifact),
                packageFileName: facts.fileName(of: artifact),
                primaryPackagePurpose: "FILE",
                checksums: [Checksum(artifact.digest)]
            )
        }
        let contained = facts.packages.map(Self.package)
        let base = facts.recipe?.base.map { base in
            Package(
                identifier: Self.baseID,
                name: base.source,
                versionInfo: base.digest.description,
                primaryPackagePurpose: "OPERATING-SYSTEM",
                checksums: [Checksum(base.digest)]
            )
        }
        packages = [image] + artifacts + [base].compactMap { $0 } + contained
        relationships =
            [Relationship(Self.documentID, "DESCRIBES", Self.imageID)]
            + artifacts.map { Relationship($0.identifier, "VARIANT_OF", Self.imageID) }
            + (base == nil ? [] : [Relationship(Self.imageID, "DESCENDANT_OF", Self.baseID)])
            + contained.map { Relationship(Self.imageID, "CONTAINS", $0.identifier) }
    }

    private static func package(_ package: VersionFacts.Package) -> Package {
        Package(
            identifier: "SPDXRef-Package-\(identifier(package.name))-\(identifier(package.architecture))",
            name: package.name,
            versionInfo: package.version,
            downloadLocation: package.uri ?? "NOASSERTION",
            checksums: package.digest.map { [Checksum($0)] },
            externalRefs: package.url.map { [Reference(referenceLocator: $0.description)] }
        )
    }

    /// A name with letters, digits, `.` and `-` only; what else is in it as two upper-case digits, which names never have.
    static func identifier(_ name: String) -> String {
        PackageURL.escaped(name).replacing("%", with: "-").replacing("_", with: "-5F")
            .replacing("~", with: "-7E").replacing(":", with: "-3A")
    }
}

extension SPDXDocument.Relationship {
    init(_ element: String, _ type: String, _ related: String) {
        self.init(spdxElementId: element, relationshipType: type, relatedSpdxElement: related)
    }
}
