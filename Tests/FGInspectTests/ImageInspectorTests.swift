import FGCore
import FGProcess
import Testing

@testable import FGInspect

struct ImageInspectorTests {
    @Test(arguments: [
        ("qcow2", "", ImageFormat.qcow2), ("vmdk", "", .vmdk), ("vmdk", "subformat=streamOptimized", .vmdk),
        ("vpc", "", .vhd), ("vpc", "subformat=fixed,force_size=on", .vhd), ("vhdx", "", .vhdx),
        ("vdi", "", .vdi), ("raw", "", .raw),
    ])
    func `a plain disk of each format is safe`(_ name: String, _ options: String, _ format: ImageFormat)
        async throws
    {
        try await TemporaryFolder.with { folder in
            _ = try await InspectionFixture.rawDisk(folder)
            try await InspectionFixture.qemuImg(
                ["convert", "-f", "raw", "-O", name] + (options.isEmpty ? [] : ["-o", options])
                    + ["disk.raw", "disk.out"],
                in: folder
            )
            let inspection = try ImageInspector.inspect(folder / "disk.out")
            #expect(inspection.format == format)
            #expect(inspection.hazards == [])
            #expect((inspection.virtualSize?.bytes ?? 0) >= 64 << 20)
        }
    }

    @Test(arguments: [
        ("qcow2", ["compat=0.10"]), ("qcow2", ["compat=1.1"]),
        ("qcow2", ["extended_l2=on,cluster_size=128k"]),
        ("qcow2", ["cluster_size=512"]), ("qcow2", ["cluster_size=2M"]), ("qcow2", ["preallocation=full"]),
        ("qcow2", ["preallocation=metadata"]), ("qcow2", ["compression_type=zlib", "-c"]),
        ("qcow2", ["compression_type=zstd", "-c"]),
        ("qcow2", ["compression_type=zlib,cluster_size=512", "-c"]),
        ("qcow2", ["extended_l2=on,compression_type=zstd", "-c"]), ("vmdk", ["subformat=monolithicSparse"]),
        ("vmdk", ["subformat=monolithicSparse,zeroed_grain=on"]), ("vmdk", ["subformat=streamOptimized"]),
        ("vpc", ["subformat=dynamic"]), ("vhdx", ["subformat=dynamic"]), ("vdi", ["static=off"]),
    ])
    func `a disk with data is safe, and refused when it is cut short`(_ format: String, _ options: [String])
        async throws
    {
        try await TemporaryFolder.with { folder in
            // A size that no cluster divides, data up to the end, half of it compressible.
            let disk = try OpenFile(folder / "disk.raw", .create(permissions: 0o600))
            let size: Int64 = 9 << 20 | 3 << 9
            try disk.truncate(to: size)
            var generator = SeededGenerator(seed: 1)
            let noise = (0..<(1 << 20)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            let even = [UInt8](repeating: 7, count: 1 << 20)
            try disk.write(noise, at: 1 << 20)
            try disk.write(even, at: 5 << 20)
            try disk.write(noise, at: size - 1 << 20)
            try await InspectionFixture.qemuImg(
                ["convert"] + options.dropFirst() + ["-f", "raw", "-O", format, "-o", options[0]]
                    + ["disk.raw", "disk.out"],
                in: folder
            )
            let path = folder / "disk.out"
            #expect(try ImageInspector.inspect(path).hazards == [])
            let file = try OpenFile(path, .readWrite)
            let whole = try file.size()
            for percent in [70, 40, 10] as [Int64] {
                try file.truncate(to: whole * percent / 100)
                #expect(try !ImageInspector.inspect(path).isSafe, "cut to \(percent) percent")
            }
        }
    }

    @Test func `a qcow2 whose table is used twice is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let options = ["create", "-q", "-f", "qcow2", "-o", "preallocation=metadata,cluster_size=4k"]
            try await InspectionFixture.qemuImg(options + ["a.qcow2", "8M"], in: folder)
            let path = folder / "a.qcow2"
            #expect(try ImageInspector.inspect(path).hazards == [])
            let file = try OpenFile(path, .readWrite)
            let table = Int64(try ByteReader(file.read(8, at: 40)).uint64(at: 0, .big))
            try file.write(file.read(8, at: table), at: table + 8)
            #expect(try ImageInspector.inspect(path).hazards.map(\.kind) == [.malformed])
        }
    }

    @Test func `a qcow2 with a backing file names it and is refused`() async throws {
        try await TemporaryFolder.with { folder in
            try await InspectionFixture.qemuImg(
                ["create", "-q", "-f", "qcow2", "-u", "-b", "/etc/passwd", "-F", "raw", "a.qcow2", "1M"],
                in: folder
            )
            let hazards = try ImageInspector.inspect(folder / "a.qcow2").hazards
            #expect(hazards.map(\.kind) == [.backingFile])
            #expect(hazards.first?.reason.contains("/etc/passwd") == true)
        }
    }

    @Test func `a qcow2 with an external data file is refused`() async throws {
        try await TemporaryFolder.with { folder in
            try await InspectionFixture.qemuImg(
                ["create", "-q", "-f", "qcow2", "-o", "data_file=data.raw", "a.qcow2", "1M"],
                in: folder
            )
            #expect(
                try ImageInspector.inspect(folder / "a.qcow2").hazards.contains { $0.kind == .externalData }
            )
        }
    }

    @Test func `a VMDK that names a host file is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let text = """
                # Disk DescriptorFile
                version=1
                CID=fffffffe
                parentCID=ffffffff
                createType="monolithicFlat"

                RW 8 FLAT "/etc/shadow" 0

                """
            try (folder / "a.vmdk").write(text)
            let inspection = try ImageInspector.inspect(folder / "a.vmdk")
            #expect(inspection.format == .vmdk)
            #expect(
                inspection.hazards.contains { $0.kind == .externalData && $0.reason.contains("/etc/shadow") }
            )
        }
    }

    @Test(arguments: [
        "--format=gnu", "--format=pax --sparse-version=1.0", "--format=pax --sparse-version=0.1",
    ])
    func `a sparse member is unpacked with its holes, and refused with a wrong map`(_ form: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let file = try OpenFile(folder / "sparse", .create(permissions: 0o600))
            try file.truncate(to: 8 << 20)
            // More pieces than the header has room for.
            for place in 1...30 as ClosedRange<Int64> { try file.write([7, 8], at: place << 17) }
            let tar = Command(
                try Program.find("tar", package: "tar"),
                ["--create", "--sparse"] + form.split(separator: " ").map(String.init)
                    + ["--file", "\(folder)/a.tar", "--directory", folder.string, "sparse"]
            )
            try await tar.runChecked()
            let path = folder / "a.tar"
            let inspection = try ImageInspector.inspect(path)
            #expect(inspection.hazards == [])
            #expect(inspection.fact("unpacked-size") == "\(8 << 20)")
            try (folder / "inside").makeFolder()
            var reader = try TarReader(OpenFile(path))
            _ = try ArchiveExtractor().extract(&reader, into: folder / "inside")
            let copy = folder / "inside" / "sparse"
            #expect(try Digest(ofFileAt: copy) == Digest(ofFileAt: folder / "sparse"))
            #expect((copy.status()?.allocated ?? 0) < 1 << 20)
            let archive = try OpenFile(path, .readWrite)
            try archive.truncate(to: archive.size() / 2)
            #expect(try !ImageInspector.inspect(path).isSafe)
        }
    }

    @Test(arguments: [[0, 1, 0, 1], [5, 4], [0, 9], [0, 1], [-1, 2], [0, 2, 4], [Int64.max, 2]])
    func `a map that overlaps, leaves the file or does not fit is refused`(_ numbers: [Int64]) {
        #expect(throws: FGError.self) { try TarSparseMap(numbers, size: 8, stored: 2) }
        #expect(throws: FGError.self) { try TarSparseMap([], size: -1, stored: 0) }
    }

    @Test func `an archive with a damaged header is no disk`() async throws {
        try await TemporaryFolder.with { folder in
            var member = InspectionFixture.member("name", content: [1])
            member[150] ^= 1
            try InspectionFixture.archive([member], at: folder / "a.tar")
            let inspection = try ImageInspector.inspect(folder / "a.tar")
            #expect(inspection.format == .tar)
            #expect(inspection.hazards.map(\.kind) == [.malformed])
        }
    }

    @Test func `bytes of two formats at once are refused`() async throws {
        try await TemporaryFolder.with { folder in
            let disk = try await InspectionFixture.rawDisk(folder)
            try OpenFile(disk, .readWrite).write([0x51, 0x46, 0x49, 0xfb], at: 0)
            #expect(try ImageInspector.inspect(disk).hazards.contains { $0.kind == .ambiguous })
        }
    }

    @Test func `another format than the declared one is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let disk = try await InspectionFixture.rawDisk(folder)
            #expect(try ImageInspector.inspect(disk, declared: .qcow2).hazards.map(\.kind) == [.mismatch])
        }
    }

    @Test(arguments: [
        ("../up", "0", ""), ("/absolute", "0", ""), ("a/../../up", "0", ""), ("hard", "1", "/etc/passwd"),
        ("device", "4", ""),
    ])
    func `a member that leaves the archive is refused`(_ name: String, _ type: String, _ link: String)
        async throws
    {
        try await TemporaryFolder.with { folder in
            let path = folder / "a.tar"
            let member = InspectionFixture.member(name, type: Character(type), link: link)
            try InspectionFixture.archive([member], at: path)
            #expect(try ImageInspector.inspect(path).isSafe == false)
        }
    }

    @Test func `a member below a symbolic link is refused, and not unpacked`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder / "a.tar"
            try (folder / "outside").makeFolder()
            try (folder / "inside").makeFolder()
            try InspectionFixture.archive(
                [
                    InspectionFixture.member("l", type: "2", link: "../outside"),
                    InspectionFixture.member("l/evil", content: [1]),
                ],
                at: path
            )
            #expect(try ImageInspector.inspect(path).hazards.map(\.kind) == [.escape])
            var reader = try TarReader(OpenFile(path))
            #expect(throws: FGError.self) {
                try ArchiveExtractor().extract(&reader, into: folder / "inside")
            }
            #expect(try (folder / "outside").entries() == [])
        }
    }

    @Test func `a harmless archive is unpacked as it is`() async throws {
        try await TemporaryFolder.with { folder in
            let path = folder / "a.tar"
            try (folder / "inside").makeFolder()
            try InspectionFixture.archive(
                [
                    InspectionFixture.member("etc/", type: "5"),
                    InspectionFixture.member("etc/name", content: Array("node".utf8)),
                    InspectionFixture.member("link", type: "2", link: "etc/name"),
                ],
                at: path
            )
            #expect(try ImageInspector.inspect(path).hazards == [])
            var reader = try TarReader(OpenFile(path))
            _ = try ArchiveExtractor().extract(&reader, into: folder / "inside")
            #expect(try (folder / "inside" / "link").readBytes() == Array("node".utf8))
        }
    }

    @Test(arguments: 1...200)
    func `damaged headers are refused or read, and never end the program`(_ seed: UInt64) async throws {
        try await TemporaryFolder.with { folder in
            var generator = SeededGenerator(seed: seed)
            let path = folder / "disk"
            let magics: [[UInt8]] = [
                [0x51, 0x46, 0x49, 0xfb, 0, 0, 0, 3], Array("KDMV".utf8), Array("vhdxfile".utf8),
                Array("conectix".utf8), [], InspectionFixture.member("x", content: [1]),
            ]
            var bytes = magics[Int(generator.next() % UInt64(magics.count))]
            let length = 512 * Int(1 + generator.next() % 600)
            while bytes.count < length {
                bytes.append(generator.next() % 3 == 0 ? UInt8(truncatingIfNeeded: generator.next()) : 0)
            }
            try path.write(bytes)
            _ = try ImageInspector.inspect(path)
        }
    }
}

/// SplitMix64, so that a seed in a failure gives the same bytes again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}
