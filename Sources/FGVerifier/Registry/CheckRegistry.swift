/// Every check there is; a template's own `check` lines are added per image as `template.check-N`.
package enum CheckRegistry {
    package static let all: [Check] = offline + boot

    /// The check of an id; a template's own checks block.
    package static func check(_ id: String) -> Check {
        all.first { $0.id == id }
            ?? Check(
                id,
                .boot,
                .block,
                "a check line of the template",
                remedy: "change the template or its check"
            )
    }

    private static let offline = [
        Check(
            "fmt.digest",
            .offline,
            .block,
            "the stored bytes have the catalog's digest",
            remedy: "generate it again"
        ),
        Check("disk.gpt", .offline, .block, "the partition table is sound", remedy: "generate it again"),
        Check("fs.clean", .offline, .block, "the root file system is clean", remedy: "generate it again"),
    ]

    private static let boot = [
        Check(
            "boot.login",
            .boot,
            .block,
            "the machine comes to a login prompt",
            remedy: "look at its console"
        ),
        Check(
            "boot.firmware",
            .boot,
            .block,
            "UEFI starts it too, where the template says so",
            remedy: "disk … boot=bios+uefi"
        ),
        Check(
            "boot.ssh",
            .boot,
            .block,
            "ssh answers and takes the given key",
            remedy: "package openssh-server, service +ssh"
        ),
        Check("boot.units", .boot, .block, "no unit failed", remedy: "look at the unit named"),
        Check(
            "boot.net",
            .boot,
            .block,
            "the network is up",
            remedy: "systemd-networkd with a .network file"
        ),
        Check(
            "boot.ids",
            .boot,
            .block,
            "the machine made its own host keys and id",
            remedy: "leave them out of the image"
        ),
        Check(
            "boot.match",
            .boot,
            .block,
            "host name, users and services are the template's",
            remedy: "look at the line named"
        ),
        Check(
            "pkg.exact",
            .boot,
            .block,
            "the installed packages are the recipe's",
            remedy: "run lines must not install packages"
        ),
        Check("pkg.state", .boot, .block, "every package is configured", remedy: "look at the package named"),
        Check(
            "user.empty",
            .boot,
            .block,
            "no account has an empty password, only root has number 0",
            remedy: "lock the account"
        ),
        Check("user.root", .boot, .block, "root is locked, as the template says", remedy: "root locked"),
        Check(
            "sec.ssh",
            .boot,
            .block,
            "ssh takes no passwords, and root as the template says",
            remedy: "root locked|key-only"
        ),
        Check(
            "boot.untouched",
            .boot,
            .block,
            "the image has the same bytes after the test",
            remedy: "check the disk of the site"
        ),
    ]
}
