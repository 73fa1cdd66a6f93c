import FGCore
import FGInspect
import FGStorage
import Glibc
import Testing

@testable import FGSite

/// Disks in every form, written by qemu-img and read back.
struct DiskFormTests {
    /// Three stretches of data between holes: what is left out, and what is not.
    private static func makeDisk(_ file: FilePath, size: Int64 = 6 << 20) throws {
        let disk = try OpenFile(file, .create(permissions: 0o600))
        try disk.truncate(to: size)
        for (index, offset) in [0, 1 << 20, size - 512].enumerated() {
            try disk.write((0..<512).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ index) }, at: offset)
        }
    }

    private static let forms = ["qcow2", "qcow2-zstd", "vmdk", "vhd", "vhd-fixed", "vhdx"]

    @Test(arguments: forms)
    func `a disk form has the bytes that a guest sees, and is the same each time`(_ form: String) async throws
    {
        try await TemporaryFolder.with { folder in
            try Self.makeDisk(folder / "disk.raw")
            let exporter = try await ArtifactExporter(folder, disk: folder / "disk.raw")
            let raw = try await exporter.export(nil, as: "base")
            let first = try await exporter.export(form, as: "first")
            #expect(first.content == raw.digest)
            #expect(try Digest(ofFileAt: first.file) == first.digest)
            let format = try ImageFormat(parsing: String(form.prefix { $0 != "-" }))
            let inspection = try ImageInspector.inspect(first.file, declared: format)
            try inspection.requireSafe(named: first.file)
            #expect(inspection.virtualSize == ByteCount(6 << 20))
            let name = try #require(format.qemuName)
            let (disk, made) = (raw.file.string, first.file.string)
            _ = try await ArtifactExporter.output(
                "qemu-img",
                ["compare", "-f", "raw", "-F", name, disk, made]
            )
            // Times in whole seconds must not show either.
            try await Task.sleep(for: .milliseconds(1100))
            #expect(try await exporter.export(form, as: "second").digest == first.digest)
        }
    }

    @Test func `a form that the store has is copied, and its base is made raw`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.makeDisk(folder / "disk.raw")
            let disk = folder / "disk.qcow2"
            _ = try await ArtifactExporter.output(
                "qemu-img",
                ["convert", "-c", "-O", "qcow2", (folder / "disk.raw").string, disk.string]
            )
            let exporter = try await ArtifactExporter(folder, disk: disk)
            let stored = try await exporter.export("qcow2", as: "stored")
            #expect(try stored.file.readBytes() == disk.readBytes())
            let raw = try await exporter.export("raw", as: "raw")
            #expect(try Digest(ofFileAt: raw.file) == Digest(ofFileAt: folder / "disk.raw"))
            #expect(raw.content == raw.digest)
        }
    }

    @Test func `what is no disk has no disk forms`() async throws {
        try await TemporaryFolder.with { folder in
            try (folder / "hello").write("hello")
            _ = try await ArtifactExporter.output(
                "tar",
                ["-cf", (folder / "root.tar").string, "-C", folder.string, "hello"]
            )
            let exporter = try await ArtifactExporter(folder, disk: folder / "root.tar")
            let error = await #expect(throws: FGError.self) { try await exporter.export("qcow2", as: "form") }
            #expect(error?.code == .notFound)
            #expect(error?.message.contains("no artifact \"qcow2\"") == true)
            #expect(!(folder / "form").exists)
        }
    }

    @Test func `stored bytes that changed are not made into a form`() async throws {
        try await TemporaryFolder.with { folder in
            try Self.makeDisk(folder / "disk.raw")
            let exporter = try await ArtifactExporter(folder, disk: folder / "disk.raw")
            let blob = try exporter.session.services().store.path(of: Digest(ofFileAt: folder / "disk.raw"))
            #expect(chmod(blob.string, 0o600) == 0)
            try OpenFile(blob, .readWrite).write([9], at: 100)
            let error = await #expect(throws: FGError.self) { try await exporter.export("qcow2", as: "form") }
            #expect(error?.code == .corrupt)
            #expect(!(folder / "form").exists)
        }
    }
}
