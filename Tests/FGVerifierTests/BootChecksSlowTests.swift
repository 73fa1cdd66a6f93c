import FGCore
import FGGenerator
import FGMachine
import Testing

@testable import FGVerifier

/// For each boot check a guest that breaks exactly it; one firmware only, except where the firmware is the point.
@Suite(.serialized)
struct BootChecksSlowTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let check: String
        let breaking: @Sendable (inout BrokenGuest) async throws -> Void

        init(_ check: String, _ breaking: @escaping @Sendable (inout BrokenGuest) async throws -> Void) {
            self.check = check
            self.breaking = breaking
        }

        var testDescription: String { check }
    }

    /// Adds a unit that runs a command once, after ssh is up.
    private static func addUnit(_ command: String, to guest: BrokenGuest) async throws {
        try await guest.write(
            "/etc/systemd/system/breaker.service",
            """
            [Unit]
            After=ssh.service
            [Service]
            Type=oneshot
            RemainAfterExit=yes
            ExecStart=\(command)

            """
        )
        try await guest.debugfs(
            "symlink /etc/systemd/system/multi-user.target.wants/breaker.service /etc/systemd/system/breaker.service"
        )
    }

    static let cases: [Case] = [
        Case("boot.login") { try await $0.debugfs("rm /usr/lib/systemd/systemd") },
        Case("boot.units") { try await addUnit("/bin/false", to: $0) },
        Case("boot.time") { try await addUnit("/bin/sleep 40", to: $0) },
        Case("boot.dmesg") {
            try await addUnit("/bin/sh -c 'echo \"<3>device broke\" > /dev/kmsg'", to: $0)
        },
        Case("boot.match") { try await $0.write("/etc/hostname", "other\n") },
        Case("boot.net") { try await $0.debugfs("rm /etc/systemd/network/80-dhcp.network") },
        Case("boot.ids") { try await addUnit("/bin/rm -f /etc/ssh/ssh_host_ed25519_key.pub", to: $0) },
        Case("boot.ssh") {
            try await $0.write("/etc/ssh/sshd_config.d/10-open.conf", "PasswordAuthentication yes\n")
        },
        Case("boot.firmware") {
            try await $0.mtools("mdel", "::/EFI/BOOT/BOOTX64.EFI")
            $0.recipe.template.disk?.bootsUEFI = true
        },
        Case("boot.untouched") { $0.digest = Digest(of: "other bytes") },
        Case("template.check-1") { try await $0.debugfs("rm /etc/debian_version") },
    ]

    @Test(arguments: cases)
    func `a guest that breaks one boot check fails exactly it`(_ broken: Case) async throws {
        let fixture = try await GuestFixture.shared.value
        let accelerator = try await Accelerator.probe(
            disk: fixture.disk,
            format: "raw",
            cache: fixture.folder.path
        )
        try await TemporaryFolder.with { folder in
            let subject = try await fixture.broken(in: folder) { guest in
                guest.recipe.template.disk?.bootsUEFI = false
                try await broken.breaking(&guest)
            }
            var budgets = BootVerifier.Budgets(accelerator)
            budgets.boot = .seconds(150)
            budgets.ssh = .seconds(30)
            // A sound guest starts in half of this, the slow one takes longer than all of it.
            if broken.check == "boot.time" { budgets.start = 40_000 }
            let verifier = BootVerifier(
                subject,
                scratch: folder,
                accelerator: accelerator,
                budgets: budgets
            ) { _ in }
            let failed = try await verifier.run().filter { $0.outcome == .fail }
            #expect(failed.map(\.check) == [broken.check], "\(failed.map(\.evidence))")
        }
    }

    @Test func `every boot check of the registry has a guest that breaks it`() {
        let registered = CheckRegistry.all.filter { $0.phase == .boot }.map(\.id)
        #expect(Self.cases.map(\.check).sorted() == (registered + ["template.check-1"]).sorted())
    }
}
