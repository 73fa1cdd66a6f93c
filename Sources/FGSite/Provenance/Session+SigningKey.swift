package import FGCore
import Glibc

extension SiteLocation {
    /// The private key that the site signs with.
    var signingKey: FilePath { folder / "signing.pem" }
}

extension Session {
    /// The key that the site signs with; nil when it has none.
    ///
    /// - Throws: `denied` when this user may not read it, or others may; `invalid` when it is no Ed25519 key.
    func signingKey() throws -> SigningKey? {
        let path = location.signingKey
        guard let status = path.linkStatus() else { return nil }
        guard status.kind == .file, status.permissions & 0o077 == 0 else {
            throw FGError(
                .denied,
                "\(path) is not a file of its owner's alone",
                subject: path.string,
                hint: "chmod 600 \(path)"
            )
        }
        do {
            return try SigningKey(pem: path.readBytes(limit: 1 << 16))
        } catch let error as FGError where error.code == .invalid {
            throw FGError(
                .invalid,
                "\(path) cannot be used: \(error.message)",
                subject: path.string,
                hint: "move it away, and site key makes a new one",
                cause: error
            )
        }
    }

    /// Makes the key that the site signs with, unless it has one; says which it is, and its public half.
    ///
    /// - Throws: `denied` when the user does not administer the site, or it is opened read-only.
    package func makeSigningKey(_ execution: Execution) async throws -> Record {
        _ = try writable()
        guard isAdministrator else {
            throw FGError(.denied, "only an administrator of the site makes its key")
        }
        var result = "kept"
        var key = try signingKey()
        if key == nil {
            result = "made"
            if execution == .real { key = try writeSigningKey() }
        }
        return Record([
            Record.Field("file", .text(location.signingKey.string)),
            Record.Field("result", .text(result)),
            Record.Field("digest", try key.map { .text(try $0.identity().description) } ?? .null),
            Record.Field(
                "public",
                try key.map { .text(String(decoding: try $0.publicPEM(), as: UTF8.self)) } ?? .null
            ),
        ])
    }

    private func writeSigningKey() throws -> SigningKey {
        let key = try SigningKey.make()
        let pending = try PendingFile(for: location.signingKey)
        guard fchmod(pending.file.descriptor, 0o600) == 0 else {
            throw FGError.system("write", location.signingKey)
        }
        try pending.file.write(try key.privatePEM(), at: 0)
        // Of two who make one at once the second is refused: signatures of the first stay good.
        try pending.create()
        return key
    }
}
