import FGCore
import FGMachine
import FGProcess
import Testing

struct SSHTests {
    @Test func `the user's own settings stay out of a machine's connection`() {
        let client = SSHClient(port: 2222, user: "root", identity: "/k", hostKeys: .kept("/d/known hosts"))
        let arguments = client.arguments(command: ["uname", "-a"])
        #expect(arguments.starts(with: ["-F", "none", "-p", "2222", "-l", "root"]))
        #expect(arguments.contains("IdentitiesOnly=yes"))
        #expect(arguments.contains("StrictHostKeyChecking=accept-new"))
        #expect(arguments.contains("UserKnownHostsFile=\"/d/known hosts\""))
        #expect(arguments.suffix(4) == ["127.0.0.1", "--", "uname", "-a"])
    }

    @Test func `a generated key is read back and its private half refused as a public one`() async throws {
        try await TemporaryFolder.with { folder in
            let key = try await SSHKey.generate(at: folder / "key", comment: "test")
            #expect(key.publicKey.hasPrefix("ssh-ed25519 "))
            #expect(key.publicKey.hasSuffix(" test"))
            #expect(key.identity.status()?.permissions == 0o600)
            #expect(throws: FGError.self) { try SSHKey.readPublicKey(key.identity) }
        }
    }

    @Test(arguments: ["", "hello\n", "ssh-ed25519\n", "ssh-ed25519 AA\nssh-ed25519 BB\n"])
    func `a file without exactly one key is refused`(text: String) async throws {
        try await TemporaryFolder.with { folder in
            try (folder / "k").write(text)
            #expect(throws: FGError.self) { try SSHKey.readPublicKey(folder / "k") }
        }
    }
}

struct DiskOverlayTests {
    @Test func `an overlay names its backing file's format and may be larger`() async throws {
        try await TemporaryFolder.with { folder in
            let disk = folder / "disk.raw"
            try OpenFile(disk, .create(permissions: 0o600)).truncate(to: 8 << 20)
            let overlay = folder / "o,v.qcow2"
            try await DiskOverlay.create(
                at: overlay,
                backing: disk,
                format: "raw",
                size: ByteCount(16 << 20)
            )
            #expect(try await DiskOverlay.virtualSize(of: overlay, format: "qcow2") == ByteCount(16 << 20))
            let info = Command(
                try Program.find("qemu-img", package: "qemu-utils"),
                ["info", "-f", "qcow2", overlay.string]
            )
            #expect(try await info.runChecked().outputText.contains("backing file format: raw"))
        }
    }

    @Test func `an overlay smaller than its disk is refused`() async throws {
        try await TemporaryFolder.with { folder in
            let disk = folder / "disk.raw"
            try OpenFile(disk, .create(permissions: 0o600)).truncate(to: 8 << 20)
            await #expect(throws: FGError.self) {
                try await DiskOverlay.create(
                    at: folder / "o",
                    backing: disk,
                    format: "raw",
                    size: ByteCount(1 << 20)
                )
            }
            #expect((folder / "o").exists == false)
        }
    }
}
