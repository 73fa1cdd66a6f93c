import Dispatch
import FGCore

/// Hashes pieces in order on a thread of its own, while the caller reads and writes the next ones.
final class HashingQueue {
    /// The bytes of each piece; a buffer is whole pages on a page's border, as writing past the cache wants it.
    static let pieceSize = 4 << 20
    private static let depth = 4

    private let buffers: [UnsafeMutableRawBufferPointer]
    private let zeros: UnsafeMutableRawBufferPointer
    private let free = DispatchSemaphore(value: depth)
    private let queue = DispatchQueue(label: "hash")
    private let hasher = Unchecked(value: SHA256())
    private var next = 0

    /// What only the queue's one thread touches until `finish` has waited for it.
    private struct Unchecked<Value>: @unchecked Sendable {
        let value: Value
    }

    init() {
        func buffer() -> UnsafeMutableRawBufferPointer {
            .allocate(byteCount: Self.pieceSize, alignment: 4096)
        }
        buffers = (0..<Self.depth).map { _ in buffer() }
        zeros = buffer()
        zeros.initializeMemory(as: UInt8.self, repeating: 0)
    }

    deinit {
        queue.sync {}
        for buffer in buffers { buffer.deallocate() }
        zeros.deallocate()
    }

    /// A buffer that nothing reads any more; `read` fills it and says how much, then its bytes are hashed.
    ///
    /// - Returns: the bytes, valid until three more calls.
    func add(_ read: (UnsafeMutableRawBufferPointer) throws -> Int) rethrows -> UnsafeRawBufferPointer {
        free.wait()
        let buffer = buffers[next]
        do {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<(try read(buffer))])
            next = (next + 1) % Self.depth
            hash(bytes)
            return bytes
        } catch {
            free.signal()
            throw error
        }
    }

    /// Hashes zeros, at most a piece of them.
    func addZeros(_ count: Int) {
        free.wait()
        hash(UnsafeRawBufferPointer(rebasing: zeros[..<count]))
    }

    /// The digest of everything added.
    func finish() -> Digest {
        queue.sync {}
        return hasher.value.finish()
    }

    private func hash(_ bytes: UnsafeRawBufferPointer) {
        let bytes = Unchecked(value: bytes)
        queue.async { [hasher, free] in
            hasher.value.update(bytes.value)
            free.signal()
        }
    }
}
