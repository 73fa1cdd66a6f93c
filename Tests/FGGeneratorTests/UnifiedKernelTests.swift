import FGCore
import FGProcess
import Testing

@testable import FGGenerator

/// The EFI program of kernel and initrd, read by the programs of binutils.
struct UnifiedKernelTests {
    private static let stub = FilePath("/usr/lib/systemd/boot/efi/linuxx64.efi.stub")

    private static func bytes(_ count: Int, _ seed: UInt8) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ Int(seed)) }
    }

    /// The path of a program of some contents, by the name of their section.
    private static func make(_ contents: [String: [UInt8]], stub: FilePath, in folder: FilePath) throws
        -> FilePath
    {
        for (name, bytes) in contents { try (folder / name).write(bytes) }
        let output = folder / "boot.efi"
        try UnifiedKernel(stub: stub).make(
            linux: folder / ".linux",
            initrd: folder / ".initrd",
            commandLine: "root=UUID=1 quiet",
            release: folder / ".osrel",
            to: output
        )
        return output
    }

    private static let contents = [
        ".linux": bytes(300_001, 1), ".initrd": bytes(5 << 20, 2), ".osrel": Array("ID=debian\n".utf8),
    ]

    @Test func `objcopy finds every section with what was put into it, beside those of the stub`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let program = try Self.make(Self.contents, stub: Self.stub, in: folder)
            let objcopy = try Program.find("objcopy", package: "binutils")
            var expected = Self.contents
            expected[".cmdline"] = Array("root=UUID=1 quiet".utf8)
            let ofStub = [".text", ".data", ".sbat"]
            for name in ofStub {
                let file = folder / "stub\(name)"
                try await Command(
                    objcopy,
                    ["--dump-section", "\(name)=\(file)", Self.stub.string, "\(folder / "copy")"]
                )
                .runChecked()
                expected[name] = try file.readBytes()
            }
            for (name, bytes) in expected {
                let file = folder / "read\(name)"
                try await Command(
                    objcopy,
                    ["--dump-section", "\(name)=\(file)", program.string, "\(folder / "copy")"]
                )
                .runChecked()
                #expect(try file.readBytes() == bytes, "\(name)")
            }
        }
    }

    @Test func `no two sections share a page of memory, and all lie inside the image`() async throws {
        try await TemporaryFolder.with { folder in
            let program = try Self.make(Self.contents, stub: Self.stub, in: folder)
            let objdump = try Program.find("objdump", package: "binutils")
            let text = try await Command(objdump, ["-h", "-p", program.string]).runChecked().outputText
            let lines = text.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" } }
            let imageSize = try #require(
                lines.first { $0.first == "SizeOfImage" }.flatMap { Int($0[1], radix: 16) }
            )
            let added = lines.filter { $0.count > 5 && Self.contents[String($0[1])] != nil }
            #expect(added.count == 3)
            var end = 0
            for line in added {
                let (size, start) = (
                    try #require(Int(line[2], radix: 16)), try #require(Int(line[3], radix: 16))
                )
                #expect(start % 4096 == 0 && start >= end)
                end = start + size
            }
            #expect(added.last?[1] == ".linux" && end <= imageSize)
        }
    }

    @Test(arguments: [[UInt8]("#!/bin/sh".utf8) + [UInt8](repeating: 0, count: 100), []])
    func `a stub that is none is an error that names it`(_ stub: [UInt8]) async throws {
        try await TemporaryFolder.with { folder in
            let file = folder / "stub"
            try file.write(stub)
            let error = #expect(throws: FGError.self) { try Self.make(Self.contents, stub: file, in: folder) }
            #expect(error?.code == .failed)
            #expect(error?.message.contains("the EFI stub \(file) cannot carry a kernel") == true)
        }
    }
}
