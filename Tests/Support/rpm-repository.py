#!/usr/bin/python3
"""Makes a small signed repository of RPM packages that a machine boots from, out of Debian's packages.

Usage: rpm-repository.py FOLDER [ARCHIVES]
       rpm-repository.py --publish FOLDER OUTPUT

FOLDER gets BaseOS/x86_64/os with the repository, and key.asc, the key that signs it; what signs stays in FOLDER/gnupg.
ARCHIVES is a folder of .deb files with all that is needed; without it they are fetched from the host's own archive.
`unsigned` is a package without signature, `changed` one with other bytes than the index says.
FOLDER/updates gets newer packages and an advisory of security, which the second form adds to OUTPUT, a repository that the
same key signs. `cloud-init` is a stand-in: its program says which settings it was given, and does nothing.
Needs mmdebstrap, dpkg-deb, rpmbuild, rpmsign, createrepo_c, modifyrepo_c and gpg.
"""

import os
import re
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
from debian_packages import fetch, run, write

# What the system is made of; what these need comes with them.
WANTED = """base-files base-passwd bash coreutils dash findutils grep sed gzip util-linux mount passwd login systemd
    systemd-sysv udev dbus openssh-server kmod iproute2 linux-image-cloud-amd64 dracut-core cpio network-manager
    procps hostname tzdata ncurses-bin tar libc-bin xfsprogs btrfs-progs""".split()
# What only Debian's own scripts need.
LEFT_OUT = set(
    """adduser debconf dpkg init-system-helpers initramfs-tools initramfs-tools-core klibc-utils libklibc linux-base
    perl perl-base perl-modules-5.36 libperl5.36 usrmerge ucf runit-helper sgml-base xml-core lsb-base sensible-utils debianutils sysvinit-utils logsave e2fsprogs libss2 libext2fs2 readline-common
    linux-image-cloud-amd64 gcc-12-base mawk libfile-find-rule-perl libnumber-compare-perl
    libtext-glob-perl libgdbm6 libgdbm-compat4 kpartx libdebconfclient0 libpam-runtime libicu72 media-types libsqlite3-0
    python3 python3-minimal python3.11 python3.11-minimal libpython3-stdlib libpython3.11-stdlib libpython3.11-minimal""".split()
)
# What they are called in distributions of RPM packages.
NAMES = {
    "base-files": "filesystem", "base-passwd": "setup", "passwd": "shadow-utils", "udev": "systemd-udev",
    "libc6": "glibc", "network-manager": "NetworkManager", "iproute2": "iproute", "dracut-core": "dracut",
    "polkitd": "polkit",
}
UNUSED = re.compile(
    r"usr/share/(doc|man|locale|lintian|bug|bash-completion|info|perl5|zsh)(/|$)"
    r"|usr/share/zoneinfo/(?!UTC$|Etc(/|$)|Europe(/Berlin)?$)|etc/ssh/sshd_config\.d/50-"
    r"|usr/lib/xfsprogs(/|$)|usr/sbin/xfs_scrub|usr/bin/btrfs-convert$"
)


class Package:
    """A package under its new name, with a folder of its files."""

    def __init__(self, name, version, root):
        self.name, self.version, self.root = name, version, root
        self.epoch, self.requires, self.provides, self.conflicts = None, [], [], []
        self.scripts, self.obsoletes = "", []

    def spec(self):
        """Its part of a spec file."""
        lines = [f"%package -n {self.name}", "Summary: A test package", f"Version: {self.version[0]}"]
        lines += [f"Release: {self.version[1]}", "AutoReqProv: no"]
        if self.epoch:
            lines.append(f"Epoch: {self.epoch}")
        lines += [f"Requires: {name}" for name in self.requires]
        lines += [f"Provides: {name}" for name in self.provides]
        lines += [f"Conflicts: {name}" for name in self.conflicts]
        lines += [f"Obsoletes: {name}" for name in self.obsoletes]
        lines += [f"%description -n {self.name}", "Made for tests.", self.scripts, f"%files -n {self.name}"]
        return "\n".join(lines + self.files()) + "\n\n"

    def files(self):
        """Its files with their modes, as root's."""
        lines = []
        for folder, folders, names in os.walk(self.root):
            for name in sorted(names + folders):
                path = os.path.join(folder, name)
                place = "/" + os.path.relpath(path, self.root)
                status = os.lstat(path)
                if os.path.islink(path):
                    lines.append(f'"{place}"')
                elif os.path.isdir(path):
                    if self.name == "filesystem" or place.count("/") > 1:
                        lines.append(f'%dir %attr({status.st_mode & 0o7777:o}, root, root) "{place}"')
                else:
                    config = "%config(noreplace) " if place.startswith("/etc/") else ""
                    lines.append(f'{config}%attr({status.st_mode & 0o7777:o}, root, root) "{place}"')
        return lines


def unpack(archive, root):
    """Unpacks a package with its files below /usr, and gives what it says of itself."""
    run("dpkg-deb", "-x", archive, root)
    for name in ["bin", "sbin", "lib", "lib64"]:
        old = os.path.join(root, name)
        if os.path.isdir(old):
            shutil.copytree(old, os.path.join(root, "usr", name), symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(old)
    for folder, folders, names in os.walk(root, topdown=False):
        for name in names + folders:
            path = os.path.join(folder, name)
            if UNUSED.match(os.path.relpath(path, root)):
                shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    fields = {}
    for line in run("dpkg-deb", "-f", archive).splitlines():
        if not line.startswith(" ") and ":" in line:
            name, value = line.split(":", 1)
            fields[name] = value.strip()
    return fields


def name(field):
    """The names of a relation field, of which each is a choice."""
    return [
        [re.split(r"[ (:]", choice.strip())[0] for choice in part.split("|")] for part in field.split(",") if part.strip()
    ]


def version(text):
    """Debian's version as version and release."""
    text = text.split(":")[-1]
    upstream, _, revision = text.partition("-")
    clean = lambda part: re.sub(r"[^A-Za-z0-9.~+_]", "_", part)
    return clean(upstream), clean(revision or "1")


def link(root, path, target):
    place = os.path.join(root, path)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    if os.path.isdir(place) and not os.path.islink(place):
        os.rmdir(place)
    elif os.path.lexists(place):
        os.remove(place)
    os.symlink(target, place)


def adapt(packages, work):
    """Makes of Debian's packages what a distribution of RPM packages has."""
    files = {package.name: package.root for package in packages}
    base = files["filesystem"]
    for path in ["usr/lib/os-release", "etc/os-release", "etc/motd", "etc/update-motd.d/10-uname"]:
        if os.path.lexists(os.path.join(base, path)):
            os.remove(os.path.join(base, path))
    for folder in ["bin", "sbin", "lib", "lib64"]:
        link(base, folder, "usr/" + folder)
    link(base, "var/run", "../run")
    link(base, "var/lock", "../run/lock")
    for path, mode in {"usr/bin": 0o755, "usr/sbin": 0o755, "usr/lib64": 0o755, "boot": 0o755, "usr/lib/modules": 0o755,
                       "etc/yum.repos.d": 0o755, "var/lib/rpm": 0o755, "usr/share/empty.sshd": 0o711}.items():
        os.makedirs(os.path.join(base, path), exist_ok=True)
        os.chmod(os.path.join(base, path), mode)
    # Debian's scripts would make these files from those of the packages.
    setup = files["setup"]
    shutil.rmtree(os.path.join(setup, "usr"))
    users = {"messagebus": 81, "sshd": 74, "systemd-network": 192, "systemd-resolve": 193, "systemd-timesync": 194,
             "polkitd": 998}
    groups = dict(users, tty=5, disk=6, lp=7, kmem=9, dialout=18, cdrom=11, floppy=19, tape=33, audio=63, video=39,
                  utmp=22, utempter=35, input=104, kvm=36, render=105, sgx=106, shadow=42, mail=12, man=15, users=100,
                  bin=1, daemon=2, sys=3, adm=4, wheel=10, nobody=65534, netdev=107, **{"systemd-journal": 190})
    people = "".join(f"{name}:x:{number}:{number}::/:/usr/sbin/nologin\n" for name, number in users.items())
    write(setup, "etc/passwd", "root:x:0:0:root:/root:/bin/bash\n" + people
          + "nobody:x:65534:65534:Nobody:/:/usr/sbin/nologin\n")
    write(setup, "etc/group", "root:x:0:\n" + "".join(f"{name}:x:{number}:\n" for name, number in groups.items()))
    locked = "".join(f"{name}:!*:19700::::::\n" for name in users)
    write(setup, "etc/shadow", "root:!*:19700:0:99999:7:::\n" + locked + "nobody:!*:19700::::::\n", 0o600)
    write(setup, "etc/gshadow", "root:::\n" + "".join(f"{name}:!::\n" for name in groups), 0o600)
    write(setup, "etc/nsswitch.conf", "passwd: files systemd\ngroup: files systemd\nshadow: files\nhosts: files dns\n")
    write(setup, "etc/profile", "export PATH=/usr/local/bin:/usr/bin:/usr/local/sbin:/usr/sbin\n")
    pam = "required pam_unix.so"
    for kind in ["auth", "account", "password", "session"]:
        write(files["libpam0g"], f"etc/pam.d/common-{kind}", f"{kind} {pam}\n")
    for kind in ["", "-noninteractive"]:
        write(files["libpam0g"], "etc/pam.d/common-session" + kind,
              f"session {pam}\nsession optional pam_systemd.so\n")
    write(files["libpam0g"], "etc/pam.d/other", "".join(f"{kind} {pam}\n" for kind in
          ["auth", "account", "password", "session"]))
    link(files["bash"], "usr/bin/sh", "bash")
    if os.path.lexists(os.path.join(files["dash"], "usr/bin/sh")):
        os.remove(os.path.join(files["dash"], "usr/bin/sh"))
    # The server of ssh is called as elsewhere.
    ssh = files["openssh-server"]
    units = os.path.join(ssh, "usr/lib/systemd/system")
    with open(os.path.join(units, "ssh.service")) as file:
        text = file.read().replace("Alias=sshd.service\n", "")
    shutil.rmtree(units)
    write(ssh, "usr/lib/systemd/system/sshd.service", text)
    shutil.copy(os.path.join(ssh, "usr/share/openssh/sshd_config"), os.path.join(ssh, "etc/ssh/sshd_config"))
    write(ssh, "usr/lib/tmpfiles.d/sshd.conf", "d /run/sshd 0755 root root -\n")
    for package in packages:
        if package.name == "openssh-server":
            package.requires.append("systemd")
            package.scripts = "%post -n openssh-server\nset -e\n/usr/bin/systemctl enable sshd.service\n"
        if package.name == "NetworkManager":
            package.requires.append("systemd")
            package.scripts = "%post -n NetworkManager\n/usr/bin/systemctl enable NetworkManager.service\n"
        if package.name == "glibc":
            package.requires.append("libc-bin")
        if package.name == "filesystem":
            package.requires = ["setup"]
            # Paths below links of the root are asked for as well as those that they lead to.
            package.provides = ["/bin", "/sbin"]
        if package.name == "bash":
            package.provides = ["/bin/sh", "/usr/bin/sh", "/bin/bash"]
        if package.name == "systemd":
            package.requires.append("systemd-sysv")
        if package.name == "dracut":
            # Every Debian system has these.
            package.requires += ["util-linux", "findutils", "sed", "grep", "gzip", "tar", "bash", "procps", "hostname"]
        if package.name == "kernel-core":
            package.requires = ["dracut", "kmod"]
    return packages


def release(work, system, number, title, platform, name=None):
    """The package that says which system it is."""
    name = name or f"{system}-release"
    result = Package(name, (number, "1"), os.path.join(work, "root", name))
    os.makedirs(result.root)
    write(result.root, "usr/lib/os-release", f'NAME="{title}"\nVERSION="{number}"\nID="{system}"\nVERSION_ID="{number}"\n'
          f'PLATFORM_ID="platform:{platform}"\nPRETTY_NAME="{title} {number} (test)"\n')
    link(result.root, "etc/os-release", "../usr/lib/os-release")
    return result


def extra(work):
    """Packages that show what goes wrong, and some to ask for."""
    def package(name, version=("1.0", "1"), requires=(), conflicts=(), provides=(), scripts="", text=None, obsoletes=()):
        result = Package(name, version, os.path.join(work, "root", name + version[0]))
        os.makedirs(result.root)
        write(result.root, f"usr/share/{name}/text", text or f"{name} {version[0]}\n")
        result.requires, result.conflicts, result.provides = list(requires), list(conflicts), list(provides)
        result.scripts, result.obsoletes = scripts, list(obsoletes)
        return result

    return [
        package("dnf"),
        package("hello", ("2.0", "3"), ["bash"]),
        package("hello-plugin", requires=["hello >= 2.0"],
                scripts="%post -n hello-plugin\n/bin/sh -c 'echo $(id -u) > /usr/share/hello-plugin/installed'\n"),
        package("goodbye", conflicts=["hello"]),
        package("dangling", requires=["nothing-has-this >= 7"]),
        package("fails-before", scripts="%pre -n fails-before\necho this machine is too old >&2\nexit 3\n"),
        package("fails-after", scripts="%post -n fails-after\necho no such thing >&2\nexit 4\n"),
        package("hangs", requires=["coreutils"], scripts="%post -n hangs\nsleep 1000\n"),
        package("slow", requires=["coreutils"], scripts="%post -n slow\nsleep 3\n"),
        package("greeting", obsoletes=["hello"]),
        package("unsigned"),
        package("changed"),
        cloud_init(package),
    ]


def cloud_init(package):
    """A stand-in with the settings and services that cloud-init has in distributions of RPM packages."""
    result = package("cloud-init", ("23.4", "1"), ["systemd", "coreutils"])
    write(result.root, "etc/cloud/cloud.cfg", "users: [default]\n")
    write(result.root, "usr/bin/cloud-init", '#!/bin/sh\ncat /etc/cloud/cloud.cfg.d/*.cfg > /run/cloud-init-settings\n', 0o755)
    for service in ["cloud-init-local", "cloud-init", "cloud-config", "cloud-final"]:
        write(result.root, f"usr/lib/systemd/system/{service}.service",
              "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/cloud-init\n"
              "[Install]\nWantedBy=multi-user.target\n")
    return result


def updates(work):
    """Newer versions of packages."""
    result = []
    for name, version, requires in [("hello", ("2.0", "4"), ["bash"]), ("hello-plugin", ("1.1", "1"), ["hello >= 2.0"])]:
        package = Package(name, version, os.path.join(work, "root", "newer-" + name))
        os.makedirs(package.root)
        write(package.root, f"usr/share/{name}/text", f"{name} {version[0]}-{version[1]}\n")
        package.requires = requires
        result.append(package)
    return result


# The first is for the version before the newest, and the second for nothing of security.
ADVISORIES = "<updates>" + "".join(
    f'<update from="test@fg.example" status="final" type="{kind}" version="1"><id>{number}</id><title>{number}</title>'
    f'<issued date="2025-06-15 00:00:00"/><severity>Important</severity><description>Of a test.</description>'
    f'<pkglist><collection short="test"><name>test</name><package name="{name}" version="{version}" release="{release}" '
    f'epoch="0" arch="x86_64"><filename>{name}-{version}-{release}.x86_64.rpm</filename></package></collection></pkglist>'
    "</update>"
    for number, kind, name, version, release in [
        ("TEST-1", "security", "hello", "2.0", "3.1"), ("TEST-2", "bugfix", "hello-plugin", "1.1", "1"),
        ("TEST-3", "security", "hello-plugin", "0.9", "1"),
    ]
) + "</updates>\n"


def publish(folder, output):
    """Adds the newer packages and the advisories to a repository."""
    newer = os.path.join(folder, "updates")
    for file in os.listdir(newer):
        if file.endswith(".rpm"):
            shutil.copy(os.path.join(newer, file), output)
    index(folder, output, os.path.join(newer, "updateinfo.xml"))
    run("gpgconf", "--homedir", os.path.join(folder, "gnupg"), "--kill", "all")


def build(packages, work, output):
    """Builds all packages from one spec file."""
    buildroot = os.path.join(work, "all")
    copies = "\n".join(f'cp -a --remove-destination {package.root}/. %{{buildroot}}/' for package in packages)
    spec = os.path.join(work, "all.spec")
    with open(spec, "w") as file:
        file.write(
            "%global __os_install_post %{nil}\n%global debug_package %{nil}\n"
            "%global _unpackaged_files_terminate_build 0\n%global _build_id_links none\n"
            "%global __check_files %{nil}\n%define _binary_payload w3.gzdio\n"
            "Name: everything\nVersion: 1\nRelease: 1\nSummary: All test packages\nLicense: Various\n"
            "%description\nAll.\n%prep\n%build\n%install\nmkdir -p %{buildroot}\n" + copies + "\n\n"
            + "".join(package.spec() for package in packages)
        )
    # Absolute links of Debian's packages are warned of.
    run("rpmbuild", "--quiet", "-bb", "--define", f"_topdir {work}/rpmbuild", "--define", f"_rpmdir {output}",
        "--define", "_rpmfilename %%{NAME}-%%{VERSION}-%%{RELEASE}.%%{ARCH}.rpm", "--define", "use_source_date_epoch_as_buildtime 1",
        "--define", "_buildhost test", "--buildroot", buildroot, spec,
        env=dict(os.environ, SOURCE_DATE_EPOCH="1750000000", LC_ALL="C.UTF-8", HOME=work), stderr=subprocess.DEVNULL)


def sign(folder, output):
    """Makes a key, and signs packages with it."""
    home = os.path.join(folder, "gnupg")
    os.makedirs(home, mode=0o700, exist_ok=True)
    environment = dict(os.environ, GNUPGHOME=home, HOME=home)
    key = os.path.join(folder, "key.asc")
    if not os.path.exists(key):
        run("gpg", "--batch", "--quiet", "--passphrase", "", "--quick-generate-key", "Test <test@fg.example>", "rsa2048",
            "sign", "never", env=environment)
        with open(key, "w") as file:
            file.write(run("gpg", "--batch", "--armor", "--export", env=environment))
    rpms = [os.path.join(output, name) for name in sorted(os.listdir(output)) if name.endswith(".rpm")
            and not name.startswith("unsigned-")]
    run("rpmsign", "--define", "__gpg /usr/bin/gpg", "--define", f"_gpg_path {home}", "--define", "_gpg_name Test <test@fg.example>", "--addsign", *rpms,
        env=environment, stderr=subprocess.DEVNULL)


def index(folder, output, advisories=None):
    """Makes the index of a folder of packages and signs it."""
    home = os.path.join(folder, "gnupg")
    run("createrepo_c", "--quiet", "--revision", "1750000000", "--set-timestamp-to-revision", output)
    if advisories:
        run("modifyrepo_c", advisories, os.path.join(output, "repodata"), stderr=subprocess.DEVNULL)
    run("gpg", "--batch", "--quiet", "--yes", "--armor", "--detach-sign", os.path.join(output, "repodata/repomd.xml"),
        env=dict(os.environ, GNUPGHOME=home, HOME=home))


def main():
    if sys.argv[1] == "--publish":
        return publish(os.path.abspath(sys.argv[2]), os.path.abspath(sys.argv[3]))
    folder = os.path.abspath(sys.argv[1])
    output = os.path.join(folder, "BaseOS/x86_64/os")
    work = os.path.join(folder, "work")
    os.makedirs(output)
    os.makedirs(os.path.join(work, "root"))
    archives = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else fetch(work, *WANTED)
    entries, packages = {}, []
    for file in sorted(os.listdir(archives)):
        debian = file.split("_")[0]
        if not file.endswith(".deb") or debian in LEFT_OUT:
            continue
        is_kernel = debian.startswith("linux-image-")
        called = "kernel-core" if is_kernel else NAMES.get(debian, debian)
        root = os.path.join(work, "root", called)
        fields = unpack(os.path.join(archives, file), root)
        if is_kernel:
            number = debian.removeprefix("linux-image-")
            shutil.move(os.path.join(root, "boot", "vmlinuz-" + number),
                        os.path.join(root, "usr/lib/modules", number, "vmlinuz"))
        package = Package(called, version(fields["Version"]), root)
        if ":" in fields["Version"]:
            package.epoch = fields["Version"].split(":")[0]
        entries[debian] = (package, name(fields.get("Depends", "")) + name(fields.get("Pre-Depends", "")))
        packages.append(package)
    for package, choices in entries.values():
        for choice in choices:
            known = [entries[other][0].name for other in choice if other in entries]
            if known and known[0] != package.name:
                package.requires.append(known[0])
    rocky = release(work, "rocky", "9.6", "Rocky Linux", "el9")
    build(adapt(packages, work) + [rocky] + extra(work), work, output)
    # They have the same files.
    for system, *words in [("fedora", "43", "Fedora Linux", "f43"), ("almalinux", "10.1", "AlmaLinux", "el10"),
                           ("centos", "10", "CentOS Stream", "el10", "centos-stream-release")]:
        other = os.path.join(work, system)
        os.makedirs(os.path.join(other, "root"))
        build([release(other, system, *words)], other, output)
    sign(folder, output)
    index(folder, output)
    newer = os.path.join(folder, "updates")
    later = os.path.join(work, "later")
    os.makedirs(os.path.join(later, "root"))
    os.makedirs(newer)
    build(updates(later), later, newer)
    sign(folder, newer)
    with open(os.path.join(newer, "updateinfo.xml"), "w") as file:
        file.write(ADVISORIES)
    # Behind the back of the index.
    with open(os.path.join(output, "changed-1.0-1.x86_64.rpm"), "r+b") as file:
        file.seek(-1, os.SEEK_END)
        last = file.read(1)
        file.seek(-1, os.SEEK_END)
        file.write(bytes([last[0] ^ 0xFF]))
    shutil.rmtree(work)
    run("gpgconf", "--homedir", os.path.join(folder, "gnupg"), "--kill", "all")


main()
