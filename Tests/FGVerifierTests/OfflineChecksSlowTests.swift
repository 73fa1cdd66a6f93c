import FGCore
import FGGenerator
import FGProcess
import Testing

@testable import FGVerifier

/// For each check a guest that breaks exactly it.
struct OfflineChecksSlowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let check: String
        let breaking: @Sendable (inout BrokenGuest) async throws -> Void

        init(_ check: String, _ breaking: @escaping @Sendable (inout BrokenGuest) async throws -> Void) {
            self.check = check
            self.breaking = breaking
        }

        var testDescription: String { check }
    }

    static let cases: [Case] = [
        Case("fmt.header") { try OpenFile($0.disk, .readWrite).write([0x51, 0x46, 0x49, 0xfb], at: 0) },
        Case("fmt.digest") { $0.digest = Digest(of: "other bytes") },
        Case("disk.gpt") {
            let file = try OpenFile($0.disk, .readWrite)
            try file.write([UInt8](repeating: 0, count: 512), at: file.size() - 512)
        },
        Case("disk.types") {
            let sfdisk = try Program.find("sfdisk", package: "fdisk")
            try await Command(sfdisk, ["--quiet", "--part-attrs", $0.disk.string, "1", ""]).runChecked()
        },
        Case("fs.clean") { try await $0.debugfs("sif /etc/issue links_count 5") },
        Case("tree.os-release") {
            let text = try await $0.text("/usr/lib/os-release")
            try await $0.write("/etc/os-release", text.replacing("ID=debian", with: "ID=other"))
        },
        Case("tree.layout") { try await $0.write("/tmp/left", "left") },
        Case("pkg.exact") { try await $0.edit("/var/lib/dpkg/status", "Package: apt\n", "Package: bapt\n") },
        Case("pkg.state") {
            try await $0.edit(
                "/var/lib/dpkg/status",
                "Status: install ok installed",
                "Status: install ok half-configured"
            )
        },
        Case("pkg.files") { try await $0.write("/usr/share/doc/apt/copyright", "changed") },
        Case("elf.needed") {
            let program = try FilePath("/bin/true").readBytes()
            let place = try #require(program.firstRange(of: Array("libc.so.6".utf8)))
            var changed = program
            changed.replaceSubrange(place, with: Array("libq.so.6".utf8))
            try await $0.write("/usr/local/bin/tool", changed, mode: "0100755")
        },
        Case("boot.kernel") {
            try await $0.debugfs(
                "rm /lib/modules/\($0.kernel)/modules.dep".replacing("/lib/", with: "/usr/lib/")
            )
        },
        Case("boot.initrd") {
            let path = "/boot/initrd.img-\($0.kernel)"
            let bytes = try await $0.bytes(path)
            try await $0.write(path, Array(bytes.prefix(bytes.count / 2)))
        },
        Case("boot.loader") { try await $0.mtools("mdel", "::/syslinux.cfg") },
        Case("boot.fstab") {
            let text = try await $0.text("/etc/fstab")
            try await $0.write(
                "/etc/fstab",
                text + "UUID=00000000-1111-2222-3333-444444444444 /data ext4 defaults 0 2\n"
            )
        },
        Case("init.units") {
            try await $0.debugfs(
                "symlink /etc/systemd/system/multi-user.target.wants/gone.service /lib/systemd/system/gone.service"
            )
        },
        Case("svc.match") {
            try await $0.debugfs(
                "symlink /etc/systemd/system/timers.target.wants/apt-daily.timer /lib/systemd/system/apt-daily.timer"
            )
        },
        Case("net.match") { try await $0.debugfs("rm /etc/systemd/network/80-dhcp.network") },
        Case("file.match") { try await $0.write("/etc/motd", "good bye\n") },
        Case("user.match") { try await $0.edit("/etc/passwd", "researcher:/bin/bash", "researcher:/bin/sh") },
        Case("user.root") {
            try await $0.edit("/etc/shadow", "root:*:", "root:$y$j9T$abc$def:", mode: "0100640")
        },
        Case("user.empty") { try await $0.edit("/etc/shadow", "daemon:*:", "daemon::", mode: "0100640") },
        Case("key.authorized") {
            try await $0.debugfs("mkdir /root/.ssh", "sif /root/.ssh mode 040700")
            try await $0.write("/root/.ssh/authorized_keys", "ssh-ed25519 AAAA me\n", mode: "0100600")
        },
        Case("key.host") { try await $0.write("/etc/ssh/ssh_host_rsa_key", "key", mode: "0100600") },
        Case("key.private") {
            try await $0.write("/root/id", "-----BEGIN OPENSSH PRIVATE KEY-----\n", mode: "0100600")
        },
        Case("hyg.machine-id") {
            try await $0.write("/etc/machine-id", "8bed8043749a40d78f1596d3c8a17f33\n")
        },
        Case("hyg.seed") { try await $0.write("/var/lib/systemd/random-seed", "seed", mode: "0100600") },
        Case("hyg.history") { try await $0.write("/root/.bash_history", "ls", mode: "0100600") },
        Case("hyg.logs") { try await $0.write("/var/log/messages", "line") },
        Case("hyg.build") {
            try await $0.write("/etc/apt/apt.conf.d/99proxy", "Acquire::http::Proxy \"http://proxy:3128\";\n")
        },
        Case("perm.world") { try await $0.write("/etc/open", "open", mode: "0100666") },
        Case("perm.critical") { try await $0.debugfs("sif /etc/shadow mode 0100644") },
        Case("perm.tmp") { try await $0.debugfs("sif /tmp mode 040700") },
        Case("repro.seal") { try await $0.debugfs("sif /etc/issue mtime @\($0.recipe.epoch.seconds + 60)") },
        Case("prov.bound") { try await $0.write("/etc/fg-release", "TEMPLATE=guest\n") },
    ]

    @Test(arguments: cases)
    func `a guest that breaks one check fails exactly it`(_ broken: Case) async throws {
        let fixture = try await GuestFixture.shared.value
        try await TemporaryFolder.with { folder in
            let subject = try await fixture.broken(in: folder, broken.breaking)
            let failed = try await OfflineVerifier(subject, scratch: folder) { _ in }.run().filter {
                $0.outcome == .fail
            }
            #expect(failed.map(\.check) == [broken.check], "\(failed.map(\.evidence))")
        }
    }

    @Test func `the guest as it was generated passes every check`() async throws {
        let fixture = try await GuestFixture.shared.value
        try await TemporaryFolder.with { folder in
            let subject = try await fixture.broken(in: folder) { _ in }
            let verdicts = try await OfflineVerifier(subject, scratch: folder) { _ in }.run()
            #expect(verdicts.filter { $0.outcome != .pass }.map(\.check) == [])
        }
    }

    @Test func `every offline check of the registry has a guest that breaks it`() {
        let registered = CheckRegistry.all.filter { $0.phase == .offline }.map(\.id)
        #expect(Self.cases.map(\.check).sorted() == registered.sorted())
    }
}
