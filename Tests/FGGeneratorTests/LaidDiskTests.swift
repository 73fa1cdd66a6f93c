import FGCore
import FGStorage
import Testing

@testable import FGGenerator

/// Disks that are laid out before they are written.
struct LaidDiskTests {
    private static func written(_ disk: LaidDisk, to path: FilePath) throws -> Digest {
        try SparseCopy(from: disk, to: OpenFile(path, .create(permissions: 0o600))).run()
    }

    @Test func `stretches in any order stand at their places, and zeros between them`() async throws {
        try await TemporaryFolder.with { folder in
            let file = folder / "file"
            try file.write("0123456789")
            let layout = DiskLayout(size: 3 << 20)
            layout.put(DiskBytes(of: file, 2..<6), at: 2 << 20)
            layout.put(DiskBytes([7, 8, 9]).part(1..<3), at: 100)
            layout.put(DiskBytes([]), at: 50)
            layout.put(DiskBytes([1]), at: 3 << 20 - 1)
            let digest = try Self.written(layout.finish(), to: folder / "disk")
            var expected = [UInt8](repeating: 0, count: 3 << 20)
            expected.replaceSubrange(100..<102, with: [8, 9])
            expected.replaceSubrange(2 << 20..<2 << 20 + 4, with: Array("2345".utf8))
            expected[3 << 20 - 1] = 1
            #expect(try (folder / "disk").readBytes() == expected)
            #expect(digest == Digest(of: expected))
        }
    }

    @Test func `random stretches are written and hashed as they are`() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(state: seed)
        try await TemporaryFolder.with { folder in
            let size = 12 << 20
            var expected = [UInt8](repeating: 0, count: size)
            let content = (0..<1 << 20).map { _ in UInt8.random(in: 0...255, using: &random) }
            let file = folder / "file"
            try OpenFile(file, .create(permissions: 0o600)).write(content, at: 0)
            let layout = DiskLayout(size: Int64(size))
            var place = 0
            var stretches: [(DiskBytes, Int)] = []
            while place < size {
                // Beside each other, and with gaps that are holes and that are none.
                place +=
                    [0, Int.random(in: 0..<9000, using: &random), 200_000].randomElement(using: &random) ?? 0
                let count = min(Int.random(in: 1..<300_000, using: &random), size - place)
                guard count > 0 else { break }
                let start = Int.random(in: 0...content.count - count, using: &random)
                let bytes = Array(content[start..<start + count])
                expected.replaceSubrange(place..<place + count, with: bytes)
                let isFile = Bool.random(using: &random)
                let range = Int64(start)..<Int64(start + count)
                stretches.append((isFile ? DiskBytes(of: file, range) : DiskBytes(bytes), place))
                place += count
            }
            for (bytes, place) in stretches.shuffled(using: &random) { layout.put(bytes, at: Int64(place)) }
            let digest = try Self.written(layout.finish(), to: folder / "disk")
            #expect(digest == Digest(of: expected), "seed \(seed)")
            #expect(try (folder / "disk").readBytes(limit: size) == expected, "seed \(seed)")
        }
    }

    @Test func `holes of the disk are holes of the file`() async throws {
        try await TemporaryFolder.with { folder in
            let layout = DiskLayout(size: 64 << 20)
            layout.put(DiskBytes([1]), at: 0)
            layout.put(DiskBytes([2]), at: 40 << 20)
            let disk = layout.finish()
            #expect(disk.dataSize == 8192)
            _ = try Self.written(disk, to: folder / "disk")
            let status = try OpenFile(folder / "disk").status()
            #expect(status.size == 64 << 20)
            #expect(status.allocated < 1 << 20)
        }
    }

    @Test func `a file that became shorter is told`() async throws {
        try await TemporaryFolder.with { folder in
            let file = folder / "file"
            try file.write("short")
            let layout = DiskLayout(size: 8192)
            layout.put(DiskBytes(of: file, 0..<100), at: 0)
            let error = #expect(throws: FGError.self) {
                try Self.written(layout.finish(), to: folder / "disk")
            }
            #expect(error?.message == "\(file) changed while it was read")
        }
    }
}
