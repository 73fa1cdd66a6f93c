import FGCore
import FGGenerator
import FGMachine
import FGProcess
import Testing

@testable import FGSite

/// A generated image in every form; the forms that start a machine start one.
@Suite(.serialized)
struct ExportSlowTests {
    private static let template = """
        template small {
            os debian bookworm
            kernel linux-image-cloud-amd64
            user researcher
            disk 1536MiB boot=bios+uefi
        }

        """

    @Test func `a real image comes out in every form, and boots from those that boot`() async throws {
        try await TemporaryFolder.with { folder in
            let session = try Session(location: SiteLocation(folder: folder / "site"), project: "tests")
            try (folder / "small.fg").write(Self.template)
            _ = try await session.templates.load(folder / "small.fg", .real)
            let request = GenerationRequest(template: "small", arguments: [:], refreshesArchive: true)
            _ = try await session.generation.generate(request) { _ in }
            let exporter = ArtifactExporter(folder, session: session, image: "small")
            var contents: [String: Digest?] = [:]
            for form in ArtifactFormats.names {
                contents[form] = try await exporter.export(form, as: form).content
            }
            #expect(!contents.values.contains(nil))
            // The disk, the files of its root, the bytes of its root partition, and the EFI program.
            #expect(Set(contents.values).count == 4)

            for form in ["qcow2-zstd", "vmdk"] {
                let name = form == "vmdk" ? form : "qcow2"
                #expect(try await Self.boots(folder / form, format: name, folder / "boot.\(form)", []))
            }
            // The netboot set and the EFI program with the root partition as the whole disk.
            let netboot = folder / "files"
            try netboot.makeFolder()
            _ = try await ArtifactExporter.output(
                "tar",
                ["-xf", (folder / "netboot").string, "-C", netboot.string]
            )
            let line = try (netboot / "cmdline").readText().split(separator: "\n").joined()
            let direct = [
                "-kernel", (netboot / "vmlinuz").string, "-initrd", (netboot / "initrd.img").string,
                "-append",
                line + " root=/dev/vda rw",
            ]
            #expect(try await Self.boots(folder / "partition", format: "raw", folder / "boot.direct", direct))
            let program = ["-kernel", (folder / "uki").string]
            #expect(
                try await Self.boots(folder / "partition", format: "raw", folder / "boot.uki", program, .uefi)
            )
        }
    }

    /// Whether a machine comes to its login prompt from a disk, which stays as it is.
    private static func boots(
        _ disk: FilePath,
        format: String,
        _ folder: FilePath,
        _ arguments: [String],
        _ firmware: Firmware = .bios
    ) async throws -> Bool {
        try folder.makeFolder(permissions: 0o700)
        let overlay = folder / "overlay.qcow2"
        try await DiskOverlay.create(at: overlay, backing: disk, format: format)
        var configuration = MachineConfiguration(folder: folder, disks: [.init(overlay, format: "qcow2")])
        configuration.firmware = firmware
        configuration.processors = 2
        let machine = try configuration.command()
        var command = Command(machine.program, machine.arguments + arguments)
        command.folder = folder
        let process = try BackgroundProcess.start(command, log: folder / "qemu.log")
        defer { process.kill() }
        var console = ConsoleLog(configuration.consoleLog)
        // Translated processors are slow, and a machine that stops says so.
        for _ in 0..<3000 {
            try console.look()
            switch console.state {
            case .login: return true
            case .stopped(let line):
                Issue.record("\(disk): \(line)")
                return false
            case .silent, .starting: break
            }
            guard process.isRunning else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        Issue.record("\(disk): \(console.tail(lines: 5)); \(try (folder / "qemu.log").readText())")
        return false
    }
}
