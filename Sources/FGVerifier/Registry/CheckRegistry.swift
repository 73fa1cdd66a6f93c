/// Every check there is; a template's own `check` lines are added per image as `template.check-N`.
package enum CheckRegistry {
    package static let all: [Check] = offline + boot + deployed

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
            "fmt.header",
            .offline,
            .block,
            "the stored bytes are of the catalog's format and without hazards",
            remedy: "generate or import it again"
        ),
        Check(
            "fmt.digest",
            .offline,
            .block,
            "the stored bytes have the catalog's digest",
            remedy: "site check --deep, then generate or import it again"
        ),
        Check(
            "disk.gpt",
            .offline,
            .block,
            "both partition tables are sound, partitions lie inside and do not overlap",
            remedy: "generate it again"
        ),
        Check(
            "disk.types",
            .offline,
            .block,
            "one root and one EFI system partition, marked as the boot mode needs",
            remedy: "generate it again"
        ),
        Check(
            "fs.clean",
            .offline,
            .block,
            "the file system is clean for e2fsck, xfs_repair or btrfs check",
            remedy: "generate it again"
        ),
        Check(
            "tree.os-release",
            .offline,
            .block,
            "system, release and architecture are the template's",
            remedy: "look at os and arch in the template"
        ),
        Check(
            "tree.layout",
            .offline,
            .block,
            "the folders of a system are there, those of a running one are empty",
            remedy: "look at file and run lines"
        ),
        Check(
            "pkg.exact",
            .offline,
            .block,
            "the installed packages are the recipe's, no more and no less",
            remedy: "run lines must not install packages"
        ),
        Check(
            "pkg.state",
            .offline,
            .block,
            "every package is installed and configured",
            remedy: "look at the package named"
        ),
        Check(
            "pkg.files",
            .offline,
            .block,
            "files of packages outside /etc are as the package manager lists them",
            remedy: "run lines must not change packaged files"
        ),
        Check(
            "elf.needed",
            .offline,
            .block,
            "every program finds its interpreter and its libraries in the image",
            remedy: "add the package that has the library"
        ),
        Check(
            "boot.kernel",
            .offline,
            .block,
            "the kernel is one, and its modules are there",
            remedy: "kernel linux-image-amd64"
        ),
        Check(
            "boot.initrd",
            .offline,
            .block,
            "the initrd can be unpacked and has the drivers of virtual machines",
            remedy: "package initramfs-tools"
        ),
        Check(
            "boot.loader",
            .offline,
            .block,
            "the boot loader's files name this kernel and this root file system",
            remedy: "generate it again"
        ),
        Check(
            "boot.fstab",
            .offline,
            .block,
            "every file system that is mounted at start is on this disk",
            remedy: "correct the file /etc/fstab"
        ),
        Check(
            "init.units",
            .offline,
            .block,
            "init, the default target and every enabled unit are there",
            remedy: "look at the unit named"
        ),
        Check(
            "svc.match",
            .offline,
            .block,
            "services are enabled, disabled and masked as the template says",
            remedy: "service +NAME, -NAME, mask:NAME"
        ),
        Check(
            "net.match",
            .offline,
            .block,
            "exactly one program sets up the network, and has settings",
            remedy: "remove the other one"
        ),
        Check(
            "file.match",
            .offline,
            .block,
            "files, language and time zone are the template's",
            remedy: "look at file, tree, locale and timezone lines"
        ),
        Check(
            "user.match",
            .offline,
            .block,
            "the users are the template's, with their numbers, groups and shells",
            remedy: "look at user lines"
        ),
        Check(
            "user.root",
            .offline,
            .block,
            "root comes in only as the template says, and ssh takes no passwords",
            remedy: "root locked or key-only"
        ),
        Check(
            "user.empty",
            .offline,
            .block,
            "no account has an empty password, only root has number 0, no number stands twice",
            remedy: "lock the account"
        ),
        Check(
            "key.authorized",
            .offline,
            .block,
            "no key may log in but the template's",
            remedy: "user NAME key=…; an imported image must let nobody in"
        ),
        Check(
            "key.host",
            .offline,
            .block,
            "there are no ssh host keys that clones would share",
            remedy: "remove them: each machine makes its own"
        ),
        Check(
            "key.private",
            .offline,
            .block,
            "there are no private keys, tokens or passwords of services",
            remedy: "bring secrets at deployment"
        ),
        Check(
            "hyg.machine-id",
            .offline,
            .block,
            "the machine id is not set",
            remedy: "leave /etc/machine-id empty"
        ),
        Check(
            "hyg.seed",
            .offline,
            .block,
            "there are no random seeds, leases or identities of an instance",
            remedy: "remove the file named"
        ),
        Check(
            "hyg.history",
            .offline,
            .warn,
            "there are no histories, mail or crash reports",
            remedy: "remove the file named"
        ),
        Check("hyg.logs", .offline, .warn, "the logs are empty", remedy: "remove the file named"),
        Check(
            "hyg.build",
            .offline,
            .block,
            "nothing tells of the building host: servers, proxies, names",
            remedy: "remove the line named"
        ),
        Check(
            "perm.world",
            .offline,
            .block,
            "no file may be written by everyone, every owner is known, no devices outside /dev",
            remedy: "correct the mode or owner"
        ),
        Check(
            "perm.critical",
            .offline,
            .block,
            "files that guard the system have tight modes and belong to root",
            remedy: "correct the mode or owner"
        ),
        Check(
            "perm.tmp",
            .offline,
            .block,
            "/tmp and /var/tmp have the mode 1777 and belong to root",
            remedy: "correct the mode or owner"
        ),
        Check(
            "repro.seal",
            .offline,
            .warn,
            "no time in the image is later than the recipe's epoch",
            remedy: "generate it again"
        ),
        Check(
            "prov.bound",
            .offline,
            .block,
            "the image names the template that it was made from",
            remedy: "leave /etc/fg-release as it is"
        ),
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
            "boot.time",
            .boot,
            .warn,
            "it starts within the budget of the accelerator",
            remedy: "look at: systemd-analyze blame"
        ),
        Check("boot.units", .boot, .block, "no unit failed", remedy: "look at the unit named"),
        Check("boot.dmesg", .boot, .warn, "the kernel reports no errors", remedy: "look at the line named"),
        Check(
            "boot.firmware",
            .boot,
            .block,
            "UEFI starts it too, where the template says so",
            remedy: "disk … boot=bios+uefi"
        ),
        Check(
            "boot.match",
            .boot,
            .block,
            "host name, users and services of the running machine are the template's",
            remedy: "look at the line named"
        ),
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
            "boot.ssh",
            .boot,
            .block,
            "ssh answers, takes the given key, and is set as the template says",
            remedy: "package openssh-server, service +ssh"
        ),
        Check(
            "boot.untouched",
            .boot,
            .block,
            "the image has the same bytes after the test",
            remedy: "check the disk of the site"
        ),
    ]

    private static let deployed = [
        Check(
            "dep.active",
            .deployed,
            .block,
            "the machine comes up in time",
            remedy: "deployment console shows how far it came"
        ),
        Check(
            "dep.user",
            .deployed,
            .block,
            "the deployment's key lets its user in",
            remedy: "user NAME in the template"
        ),
        Check(
            "dep.net",
            .deployed,
            .block,
            "the network of the target is up",
            remedy: "systemd-networkd with a .network file"
        ),
        Check(
            "dep.identity",
            .deployed,
            .block,
            "what runs is the image that was asked for",
            remedy: "deploy it again; site check --deep"
        ),
    ]
}
