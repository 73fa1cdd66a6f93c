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

    /// The digest of a file's bytes; holes are not read, and the work stops when the task is cancelled.
    package init(ofFileAt path: FilePath) throws {
        let file = try OpenFile(path)
        let hasher = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { buffer.deallocate() }
        let zeros = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
        defer { zeros.deallocate() }
        zeros.initializeMemory(as: UInt8.self, repeating: 0)
        let size = try file.size()
        var offset: Int64 = 0
        while offset < size {
            let data = try file.nextData(from: offset) ?? size..<size
            while offset < min(data.lowerBound, size) {
                try Task.checkCancellation()
                let count = Int(min(Int64(zeros.count), min(data.lowerBound, size) - offset))
                hasher.update(UnsafeRawBufferPointer(rebasing: zeros[..<count]))
                offset += Int64(count)
            }
            while offset < min(data.upperBound, size) {
                try Task.checkCancellation()
                let wanted = Int(min(Int64(buffer.count), min(data.upperBound, size) - offset))
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                let count = try file.read(into: piece, at: offset)
                guard count > 0 else { throw FGError(.corrupt, "\(path) became shorter while it was read") }
                hasher.update(UnsafeRawBufferPointer(rebasing: piece[..<count]))
                offset += Int64(count)
            }
        }
        self = hasher.finish()
    }
}
