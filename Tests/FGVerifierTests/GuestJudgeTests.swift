import FGGenerator
import Testing

@testable import FGVerifier

struct GuestJudgeTests {
    /// What a sound guest says.
    private static let sound: [(name: String, text: String)] = [
        ("running", "running"), ("failed", ""), ("hostname", "localhost"),
        ("time", "Startup finished in 4.9s (kernel) + 15.4s (userspace) = 20.3s"), ("dmesg", ""),
        ("passwd", "root:x:0:0:root:/root:/bin/bash"), ("groups", "root:x:0:"),
        ("address", "2: ens2    inet 10.0.2.15/24 scope global ens2"),
        ("hostkeys", "/etc/ssh/ssh_host_ed25519_key.pub"), ("machineid", "8bed8043749a40d78f1596d3c8a17f33"),
        ("sshd", "permitrootlogin no\npasswordauthentication no"), ("end", ""),
    ]

    private static func failed(_ name: String, _ text: String) -> [String] {
        let sections = sound.map { $0.name == name ? (name, text) : $0 }
        let answer = sections.map { "@@fgshell \($0)\n\($1)\n" }.joined()
        let template = ResolvedTemplate(name: "t", os: "debian", release: "bookworm", architecture: "amd64")
        return GuestJudge(template: template, report: GuestReport(answer), budget: 90_000).verdicts()
            .filter { $0.outcome == .fail }.map(\.check)
    }

    @Test func `a sound guest fails nothing`() {
        #expect(Self.failed("end", "") == [])
    }

    @Test(arguments: [
        ("time", "Startup finished in 10s (kernel) + 1min 31.2s (userspace) = 1min 41.2s", "boot.time"),
        ("time", "", "boot.time"), ("running", "degraded", "boot.units"),
        ("failed", "bad.service loaded failed failed bad", "boot.units"),
        ("dmesg", "EXT4-fs error (device vda2)", "boot.dmesg"), ("hostname", "other", "boot.match"),
        ("passwd", "eve:x:1001:1001::/home/eve:/bin/sh", "boot.match"), ("address", "", "boot.net"),
        ("hostkeys", "", "boot.ids"), ("machineid", "uninitialized", "boot.ids"),
        ("sshd", "permitrootlogin yes\npasswordauthentication no", "boot.ssh"),
        ("sshd", "permitrootlogin no\npasswordauthentication yes", "boot.ssh"), ("sshd", "", "boot.ssh"),
    ])
    func `an answer that breaks one check fails exactly it`(_ name: String, _ text: String, _ check: String) {
        #expect(Self.failed(name, text) == [check])
    }

    @Test func `a known error of the emulated machine is no error of the image`() {
        #expect(Self.failed("dmesg", "i8042: Can't read CTR while initializing i8042") == [])
    }
}
