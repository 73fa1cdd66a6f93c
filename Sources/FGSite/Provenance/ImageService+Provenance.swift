import FGCatalog
package import FGCore
import FGStorage

extension ImageService {
    /// The forms of a bill of materials.
    package enum BillOfMaterials: String, Sendable, CaseIterable {
        /// SPDX 2.3.
        case spdx
        /// CycloneDX 1.5.
        case cyclonedx
    }

    /// What a version consists of, as JSON text; always the same for the same version.
    package func billOfMaterials(_ reference: ImageReference, as form: BillOfMaterials) async throws -> String
    {
        let facts = try facts(of: reference)
        switch form {
        case .spdx: return try Self.text(SPDXDocument(facts))
        case .cyclonedx: return try Self.text(CycloneDXDocument(facts))
        }
    }

    /// Where a version comes from, as an in-toto statement, in a signed DSSE envelope when the site has a key.
    package func provenance(_ reference: ImageReference) async throws -> String {
        let statement = ProvenanceStatement(try facts(of: reference))
        guard let key = try session.signingKey() else { return try Self.text(statement) }
        return try Self.text(SignedEnvelope(try CanonicalJSON.encode(statement), key))
    }

    /// Checks that a signed provenance is the site's own, and of the bytes of this version.
    ///
    /// - Throws: `unverified` when it is not, `notFound` when the site has no key, `invalid` for no signed statement.
    package func verifyProvenance(_ reference: ImageReference, in file: FilePath) async throws -> Record {
        struct Statement: Decodable {
            struct Subject: Decodable { let digest: [String: String] }
            let subject: [Subject]
        }
        let facts = try facts(of: reference)
        guard let key = try session.signingKey() else {
            throw FGError(.notFound, "the site has no key to check signatures with", hint: "site key")
        }
        let envelope: SignedEnvelope
        do {
            envelope = try CanonicalJSON.decode(SignedEnvelope.self, from: file.readBytes(limit: 16 << 20))
        } catch let error as FGError where error.code == .corrupt {
            throw FGError(
                .invalid,
                "\(file) is no signed statement",
                subject: file.string,
                hint: "image provenance writes one when the site has a key",
                cause: error
            )
        }
        let statement = try CanonicalJSON.decode(
            Statement.self,
            from: try envelope.statement(signedWith: key)
        )
        let stated = Set(statement.subject.compactMap { $0.digest["sha256"] })
        guard stated == Set(facts.manifest.artifacts.map(\.digest.hex)) else {
            throw FGError(
                .unverified,
                "\(file) is signed, but not of the bytes of \(facts.fullName)",
                subject: facts.fullName
            )
        }
        return Record([
            Record.Field("image", .text(facts.fullName)),
            Record.Field("result", .text("verified")),
            Record.Field("digest", .text(try key.identity().description)),
        ])
    }

    /// Writes a document to a new file, which is never one that is there.
    ///
    /// - Throws: `exists` for what is there, `notFound` without a folder for it.
    package func write(_ document: String, to destination: FilePath, _ execution: Execution) throws -> Record
    {
        let bytes = Array(document.utf8)
        do {
            let target = try ExportTarget(destination, replacing: false)
            if execution == .real {
                let pending = try target.open()
                try pending.file.write(bytes, at: 0)
                try target.finish(pending)
            }
        } catch let error as FGError where error.code == .exists {
            throw FGError(.exists, error.message, subject: destination.string, hint: "name another file")
        }
        return Record([
            Record.Field("file", .text(destination.string)),
            Record.Field("size", .size(ByteCount(Int64(bytes.count)))),
            Record.Field("digest", .text(Digest(of: bytes).description)),
        ])
    }

    private func facts(of reference: ImageReference) throws -> VersionFacts {
        let services = try session.services()
        return try VersionFacts(services.catalog.resolve(reference, project: session.project), services)
    }

    private static func text(_ document: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(document), as: UTF8.self) + "\n"
    }
}
