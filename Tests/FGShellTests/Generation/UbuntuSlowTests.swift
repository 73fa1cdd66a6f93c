import FGCore
import FGProcess
import Testing

/// Images of Ubuntu, from an archive whose packages are Debian's made into Ubuntu's: no archive of Ubuntu is at hand here.
struct UbuntuSlowTests {
    @Test func `images are generated, the same each time, start from two root file systems and are found`()
        async throws
    {
        try await TemporaryFolder.with { folder in
            let archive = try await LocalArchive(in: folder / "archive", origin: "Ubuntu", suite: "noble")
            let script = FilePath(#filePath).parent.parent.parent / "Support" / "ubuntu-packages.py"
            let python = try Program.find("python3", package: "python3")
            try await Command(python, [script.string, archive.pool.string]).runChecked()
            try await archive.publish()
            let disks = ["ext4": "boot=bios+uefi", "btrfs": "boot=bios fs=btrfs"]
            let templates = disks.map { Self.template(archive, rootFormat: $0, disk: $1) }.joined()
            try (folder / "roots.fg").write(templates)

            let shell = SiteShell(folder: folder)
            _ = try await shell.output("template load roots.fg; generate ext4; generate btrfs")
            #expect(try await shell.output("image rebuild ext4 --check").contains("same bytes"))
            for image in disks.keys.sorted() {
                #expect(try await shell.output("verify \(image)").contains("verified"))
            }
            #expect(
                try await shell.output(
                    "image list where os == ubuntu and release == noble and verified | count"
                )
                    == "2\n"
            )
            let packages = try await shell.output("image sbom ext4")
            #expect(packages.contains("pkg:deb/ubuntu/linux-image-virtual@"))
            #expect(packages.contains("&distro=noble"))
            #expect(try await shell.output("image outdated ext4 | count") == "0\n")
            #expect(try await shell.output("site check --deep | count") == "0\n")
        }
    }

    private static func template(_ archive: LocalArchive, rootFormat: String, disk: String) -> String {
        """
        template \(rootFormat) {
            os ubuntu noble
            \(archive.line)
            package openssh-server
            user researcher
            disk 1GiB \(disk)
            check command="cat /etc/os-release" contains="VERSION_CODENAME=noble"
            check command="systemctl is-active ssh systemd-networkd systemd-resolved | uniq -c" contains="3 active"
            check command="findmnt -no FSTYPE /" contains="\(rootFormat)"
            check command="touch /root/written && sync -f /root/written"
        }

        """
    }
}
