internal import COpenSSL

/// Computes a SHA-256 over bytes given piece by piece, with OpenSSL's libcrypto.
package final class SHA256 {
    private let context: OpaquePointer

    /// Starts with no bytes.
    package init() {
        guard let context = EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        self.context = context
        let started = EVP_DigestInit_ex(context, EVP_sha256(), nil)
        precondition(started == 1, "libcrypto has no SHA-256")
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes.
    package func update(_ bytes: UnsafeRawBufferPointer) {
        EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
    }

    /// Adds bytes.
    package func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The digest of all bytes given; the hasher must not be used afterwards.
    package func finish() -> Digest {
        var bytes = [UInt8](repeating: 0, count: 32)
        EVP_DigestFinal_ex(context, &bytes, nil)
        return Digest(bytes: bytes)
    }
}

extension Digest {
    /// The digest of some bytes.
    package init(of bytes: [UInt8]) {
        let hasher = SHA256()
        hasher.update(bytes)
        self = hasher.finish()
    }

    /// The digest of a text's UTF-8 bytes.
    package init(of text: String) {
        self.init(of: [UInt8](text.utf8))
    }

    /// The digest of a file's bytes, read in pieces of 1 MiB; stops when the task is cancelled.
    package init(ofFileAt path: FilePath) throws {
        let file = try OpenFile(path)
        let hasher = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        var offset: Int64 = 0
        while true {
            try Task.checkCancellation()
            let count = try file.read(into: buffer, at: offset)
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            offset += Int64(count)
            if count < buffer.count { break }
        }
        self = hasher.finish()
    }
}
