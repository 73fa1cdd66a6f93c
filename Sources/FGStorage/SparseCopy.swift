package import FGCore

/// Copies a file with its holes and hashes it, in one pass.
package struct SparseCopy {
    private let source: OpenFile
    private let target: OpenFile?
    private let progress: @Sendable (Int64) -> Void

    private static let chunk = 4 << 20

    /// Without a target the bytes are only hashed; `progress` is told how many bytes are done.
    package init(
        from source: OpenFile,
        to target: OpenFile?,
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.source = source
        self.target = target
        self.progress = progress
    }

    /// Copies everything and gives the digest of the bytes, holes read as zeros.
    ///
    /// - Throws: `CancellationError`, or the system's error.
    package func run() throws -> Digest {
        let size = try source.size()
        let hasher = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 4096)
        defer { buffer.deallocate() }
        let zeros = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.chunk, alignment: 4096)
        defer { zeros.deallocate() }
        zeros.initializeMemory(as: UInt8.self, repeating: 0)
        try target?.truncate(to: size)
        var offset: Int64 = 0
        while offset < size {
            let data = try source.nextData(from: offset) ?? size..<size
            try hashHole(from: offset, to: min(data.lowerBound, size), zeros, hasher)
            offset = data.lowerBound
            while offset < min(data.upperBound, size) {
                try Task.checkCancellation()
                let wanted = Int(min(Int64(Self.chunk), min(data.upperBound, size) - offset))
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                let count = try source.read(into: piece, at: offset)
                guard count > 0 else {
                    throw FGError(.corrupt, "\(source.path) became shorter while it was read")
                }
                let bytes = UnsafeRawBufferPointer(rebasing: piece[..<count])
                hasher.update(bytes)
                try target?.write(bytes, at: offset)
                offset += Int64(count)
                progress(offset)
            }
        }
        return hasher.finish()
    }

    private func hashHole(
        from start: Int64,
        to end: Int64,
        _ zeros: UnsafeMutableRawBufferPointer,
        _ hasher: SHA256
    ) throws {
        var left = end - start
        while left > 0 {
            try Task.checkCancellation()
            let count = Int(min(left, Int64(Self.chunk)))
            hasher.update(UnsafeRawBufferPointer(rebasing: zeros[..<count]))
            left -= Int64(count)
            progress(end - left)
        }
    }
}
