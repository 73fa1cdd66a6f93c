import FGCore
import Glibc

/// A file that is written from start to end; blocks of zeros become holes.
final class NewFile {
    let descriptor: Int32
    private let path: FilePath
    private(set) var size: Int64 = 0

    private static let block = 4096

    /// Takes over an open file, closed when the last reference goes.
    init(descriptor: Int32, path: FilePath) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Adds bytes at the end.
    func append(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                // Blocks of the file, not of the piece: the piece may start anywhere.
                let left = Self.block - Int((size + Int64(start)) % Int64(Self.block))
                let end = min(bytes.count, start + left)
                let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                if !ZeroBytes.fill(piece) { try write(piece, at: size + Int64(start)) }
                start = end
            }
        }
        size += Int64(bytes.count)
    }

    /// Gives the file its size, which zeros at the end did not.
    func finish() throws {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw FGError.system("write", path) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let count = pwrite(descriptor, base + done, bytes.count - done, off_t(offset) + off_t(done))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw FGError.system("write", path) }
            done += count
        }
    }
}
