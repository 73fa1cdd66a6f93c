import FGCore
import FGMachine
import FoundationEssentials

/// A DSSE envelope: a statement with its signatures.
///
/// Source: Dead Simple Signing Envelope, v1.0.2.
struct SignedEnvelope: Codable {
    struct Signature: Codable {
        /// Which key made it; a hint only.
        let keyid: String?
        /// In base64.
        let sig: String
    }

    var payload: String
    let payloadType: String
    let signatures: [Signature]

    /// The type of an in-toto statement.
    static let statementType = "application/vnd.in-toto+json"

    /// Signs a statement.
    init(_ statement: [UInt8], _ key: SigningKey) throws {
        payload = Base64.encode(statement)
        payloadType = Self.statementType
        let message = Self.authenticated(statement, type: payloadType)
        signatures = [
            Signature(keyid: try key.identity().hex, sig: Base64.encode(try key.sign(message)))
        ]
    }

    /// What is signed: type and payload, each behind its length, so that no two pairs of them look alike.
    static func authenticated(_ payload: [UInt8], type: String) -> [UInt8] {
        Array("DSSEv1 \(type.utf8.count) \(type) \(payload.count) ".utf8) + payload
    }

    /// The statement, when one of the signatures was made with a key.
    ///
    /// - Throws: `unverified` when none was, `invalid` for an envelope of something else.
    func statement(signedWith key: SigningKey) throws -> [UInt8] {
        guard payloadType == Self.statementType, let payload = Data(base64Encoded: payload) else {
            throw FGError(.invalid, "the envelope holds no in-toto statement")
        }
        let message = Self.authenticated([UInt8](payload), type: payloadType)
        for signature in signatures {
            guard let bytes = Data(base64Encoded: signature.sig) else { continue }
            if try key.isSignature([UInt8](bytes), of: message) { return [UInt8](payload) }
        }
        throw FGError(.unverified, "no signature of the statement was made with the site's key")
    }
}
