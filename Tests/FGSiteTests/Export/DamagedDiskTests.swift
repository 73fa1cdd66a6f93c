import FGCore
import FGStorage
import Testing

@testable import FGSite

/// Disks whose root file system is damaged: each export of its files is one clear error, and leaves nothing.
struct DamagedDiskTests {
    private static let root = TreeDisk.start + TreeDisk.espSize

    /// What is wrong with the file system.
    enum Damage: String, CaseIterable, CustomTestStringConvertible {
        case noSuperblock = "no superblock"
        case unknownFeature = "an unknown feature"
        case groupsElsewhere = "group descriptors that lead nowhere"
        case rootInode = "no root folder"
        case zeros = "zeros from the second mebibyte on"

        var testDescription: String { rawValue }

        func apply(to disk: OpenFile) throws {
            let superblock = DamagedDiskTests.root + 1024
            switch self {
            case .noSuperblock: try disk.write([0, 0], at: superblock + 56)
            case .unknownFeature: try disk.write([0xff, 0xff, 0xff, 0xff], at: superblock + 96)
            case .groupsElsewhere:
                try disk.write([UInt8](repeating: 0xff, count: 64), at: DamagedDiskTests.root + 2048)
            case .rootInode: try disk.write([UInt8](repeating: 0, count: 4096), at: try inodes(disk))
            case .zeros:
                try disk.write(
                    [UInt8](repeating: 0, count: Int(TreeDisk.rootSize) - (1 << 20)),
                    at: DamagedDiskTests.root + (1 << 20)
                )
            }
        }

        /// Where the first table of inodes stands: the block is named by the first group's descriptor.
        private func inodes(_ disk: OpenFile) throws -> Int64 {
            let bytes = try disk.read(4, at: DamagedDiskTests.root + 2048 + 8)
            let block = bytes.enumerated().reduce(Int64(0)) { $0 + Int64($1.element) << (8 * $1.offset) }
            return DamagedDiskTests.root + block * 1024
        }
    }

    @Test(arguments: Damage.allCases)
    func `a damaged root file system is one error of every form of files`(_ damage: Damage) async throws {
        try await TemporaryFolder.with { folder in
            try await TreeDisk(folder: folder).make(folder / "disk.raw")
            try damage.apply(to: OpenFile(folder / "disk.raw", .readWrite))
            let exporter = try await ArtifactExporter(folder, disk: folder / "disk.raw")
            for form in ["tar.zst", "squashfs", "erofs", "oci-layout", "netboot"] {
                let error = await #expect(throws: FGError.self) { try await exporter.export(form, as: "new") }
                #expect(error?.code == .invalid)
                let start = "the root file system of tests/disk:1 cannot be read: "
                #expect(error?.message.hasPrefix(start) == true, "\(form): \(error?.message ?? "")")
                #expect(error?.message.contains("\n") == false)
                #expect(!(folder / "new").exists)
            }
            // The disk itself comes out as it is.
            let disk = try await exporter.export("qcow2", as: "disk.qcow2")
            #expect(try disk.content == Digest(ofFileAt: folder / "disk.raw"))
        }
    }

    @Test func `any damage is an error or a form that proves itself`() async throws {
        try await TemporaryFolder.with { folder in
            try await TreeDisk(folder: folder).make(folder / "sound.raw")
            var random = SystemRandomNumberGenerator()
            let sound = try (folder / "sound.raw").readBytes()
            for round in 0..<12 {
                let seed = UInt64.random(in: 0 ... .max, using: &random)
                var bytes = sound
                var state = seed
                // The first 2 MiB hold nearly every structure of so small a file system.
                for _ in 0..<64 {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    bytes[Int(Self.root) + 1024 + Int(state >> 33) % (2 << 20)] = UInt8(
                        truncatingIfNeeded: state >> 20
                    )
                }
                let disk = folder / "disk.\(round).raw"
                try disk.write(bytes)
                let site = folder / "\(round)"
                try site.makeFolder()
                let exporter = try await ArtifactExporter(site, disk: disk)
                do {
                    _ = try await exporter.export("tar.zst", as: "new")
                } catch let error as FGError {
                    #expect(error.code == .invalid, "seed \(seed): \(error)")
                    #expect(!(site / "new").exists)
                }
                try disk.removeFile()
            }
        }
    }
}
