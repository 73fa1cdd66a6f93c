package import FGCore

/// Copies a file, or a part of it, with its holes and hashes it, in one pass.
package struct SparseCopy {
    private let source: any SparseSource
    private let part: Range<Int64>?
    private let target: OpenFile?
    private let progress: @Sendable (Int64) -> Void

    /// Without a target the bytes are only hashed; `progress` is told how many bytes are done.
    package init(
        from source: any SparseSource,
        part: Range<Int64>? = nil,
        to target: OpenFile?,
        progress: @escaping @Sendable (Int64) -> Void = { _ in }
    ) {
        self.source = source
        self.part = part
        self.target = target
        self.progress = progress
    }

    /// Copies everything and gives the digest of the bytes, holes read as zeros.
    ///
    /// - Throws: `CancellationError`, or the system's error.
    package func run() throws -> Digest {
        let part = try part ?? 0..<source.size()
        let hashing = HashingQueue()
        try target?.truncate(to: part.upperBound - part.lowerBound)
        var offset = part.lowerBound
        while offset < part.upperBound {
            let end = part.upperBound
            let data = try source.nextData(from: offset) ?? end..<end
            try pass(hole: offset..<max(offset, min(data.lowerBound, end)), hashing, from: part.lowerBound)
            try copy(data.clamped(to: offset..<end), hashing, from: part.lowerBound)
            offset = data.upperBound
        }
        target?.bypassesCache = false
        return hashing.finish()
    }

    private func copy(_ range: Range<Int64>, _ hashing: HashingQueue, from start: Int64) throws {
        var offset = range.lowerBound
        while offset < range.upperBound {
            try Task.checkCancellation()
            let wanted = Int(min(Int64(HashingQueue.pieceSize), range.upperBound - offset))
            let bytes = try hashing.add { buffer in
                let count = try source.read(into: .init(rebasing: buffer[..<wanted]), at: offset)
                guard count > 0 else {
                    throw FGError(.corrupt, "\(source) became shorter while it was read")
                }
                return count
            }
            if let target {
                // A blob is written once and seldom read soon: the memory of the cache is for others.
                let place = offset - start
                target.bypassesCache = bytes.count % 4096 == 0 && place % 4096 == 0
                try target.write(bytes, at: place)
            }
            offset += Int64(bytes.count)
            progress(offset - start)
        }
    }

    private func pass(hole: Range<Int64>, _ hashing: HashingQueue, from start: Int64) throws {
        var offset = hole.lowerBound
        while offset < hole.upperBound {
            try Task.checkCancellation()
            let count = min(hole.upperBound - offset, Int64(HashingQueue.pieceSize))
            hashing.addZeros(Int(count))
            offset += count
            progress(offset - start)
        }
    }
}
