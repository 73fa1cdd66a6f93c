import FGCore
import FGProcess
import Glibc
import Testing

/// Disks whose root is xfs or btrfs: made by root and by others with the same bytes, booted, exported and told apart.
struct RootFormatSlowTests {
    private static let formats = ["xfs", "btrfs"]
    private static let statements =
        "template load roots.fg; generate xfs; generate btrfs; image show xfs; image show btrfs"

    private static var templates: String {
        formats.map { format in
            """
            template \(format) {
                os debian bookworm
                package openssh-server iputils-ping
                user researcher
                file "/etc/a name" text="text"
                run "ln /etc/hostname '/etc/a further name'"
                disk 1GiB boot=bios+uefi fs=\(format)
                check command="findmnt -no FSTYPE /" contains="\(format)"
                check command="cat '/etc/a name'" contains="text"
                check command="stat -c %h /etc/hostname" contains="2"
                check command="su -s /bin/sh nobody -c 'ping -c 1 127.0.0.1'" contains="1 received"
            }

            """
        }.joined()
    }

    @Test(.enabled(if: geteuid() == 0, "only root becomes another user"))
    func `they have the same bytes whoever makes them, start, and are read without being started`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            try (folder / "roots.fg").write(Self.templates)
            let shell = SiteShell(folder: folder)
            let ours = try await shell.output(Self.statements)
            #expect(try OtherUser.digests(ours).count == 2, "\(ours)")
            let theirs = try await OtherUser(folder: folder).output(Self.statements)
            #expect(try OtherUser.digests(theirs) == OtherUser.digests(ours))

            for format in Self.formats {
                let verified = try await shell.run("verify \(format)")
                #expect(verified.status == 0, "\(verified.outputText) \(verified.errorText)")
            }
            let proof = try await shell.output("image rebuild xfs --check")
            #expect(proof.contains("same bytes"))
            let lines = try await shell.output("image diff xfs btrfs --bytes | columns name,aspect")
            #expect(lines.contains("/etc/fstab\tsize"), "\(lines)")
            #expect(!lines.contains("/etc/a name"), "\(lines)")
            // Two forms of one tree come out of it, whatever it stands in.
            _ = try await shell.output(
                "image export xfs --to xfs.squashfs; image export btrfs --to btrfs.tar.zst; image export btrfs --to b.qcow2"
            )
            #expect((folder / "xfs.squashfs").exists && (folder / "btrfs.tar.zst").exists)
        }
    }
}
