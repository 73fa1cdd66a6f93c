#!/usr/bin/python3
"""Makes packages of a small Ubuntu that a machine boots from, out of Debian's.

Usage: ubuntu-packages.py FOLDER

FOLDER gets the .deb files. What Ubuntu does in another way than Debian is as Ubuntu does it: the system's name, the kernel's
packages, a trigger that runs the hooks of a new kernel, a kernel that only root reads, and packages that zstd packs.
Needs root, mmdebstrap, dpkg-deb and zstd.
"""

import concurrent.futures
import hashlib
import os
import re
import shutil
import sys

sys.dont_write_bytecode = True
from debian_packages import fetch, run, write

# What every system has, what a disk takes, and what can be asked for; what these need comes with them.
WANTED = ["?priority(required)"] + """apt usr-is-merged systemd systemd-sysv udev dbus initramfs-tools kmod iproute2
    systemd-resolved openssh-server linux-image-cloud-amd64 xfsprogs btrfs-progs""".split()
# Ubuntu puts the hooks of a new kernel off until all packages are configured.
POSTINST = """#!/bin/sh
set -e
version=%(version)s
hooks=/usr/lib/linux/triggers/$version
case "$1" in
triggered)
    if [ -f "$hooks" ]; then
        sh "$hooks"
        rm -f "$hooks"
    fi
    ;;
configure)
    depmod "$version"
    linux-update-symlinks install "$version" "/boot/vmlinuz-$version"
    if [ -d /etc/kernel/postinst.d ]; then
        echo "DEB_MAINT_PARAMS='$*' run-parts --report --exit-on-error --arg=$version" \\
            "--arg=/boot/vmlinuz-$version /etc/kernel/postinst.d" > "$hooks"
        dpkg-trigger --by-package="linux-image-$version" "linux-update-$version"
    fi
    ;;
esac
"""


def control(root, **fields):
    """Changes fields of what a package says of itself."""
    place = os.path.join(root, "DEBIAN/control")
    with open(place) as file:
        text = file.read()
    for field, value in fields.items():
        line = f"{field.replace('_', '-')}: {value}"
        text, count = re.subn(rf"(?m)^{field.replace('_', '-')}: .*$", line, text)
        if count == 0:
            text = line + "\n" + text
    write(root, "DEBIAN/control", text)


def is_ubuntu(root):
    """Makes of Debian's base files those of Ubuntu."""
    control(root, Version="13ubuntu10")
    release = ('NAME="Ubuntu"\nVERSION="24.04 LTS (Noble Numbat)"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"\n'
               'VERSION_CODENAME=noble\nPRETTY_NAME="Ubuntu 24.04 LTS (test)"\n')
    write(root, "usr/lib/os-release", release)
    write(root, "etc/lsb-release", "DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\n")
    write(root, "etc/debian_version", "trixie/sid\n")
    with open(os.path.join(root, "DEBIAN/conffiles"), "a") as file:
        file.write("/etc/lsb-release\n")
    with open(os.path.join(root, "DEBIAN/md5sums")) as file:
        sums = [line for line in file if not line.endswith(" usr/lib/os-release\n")]
    sums.append(hashlib.md5(release.encode()).hexdigest() + "  usr/lib/os-release\n")
    write(root, "DEBIAN/md5sums", "".join(sums))


def split_kernel(root, work):
    """Makes of Debian's kernel one with its modules in a package of their own, and gives that one's root."""
    version = os.listdir(os.path.join(root, "lib/modules"))[0]
    image = f"linux-image-{version}"
    modules = os.path.join(work, f"linux-modules-{version}")
    os.makedirs(os.path.join(modules, "DEBIAN"))
    shutil.copy(os.path.join(root, "DEBIAN/control"), os.path.join(modules, "DEBIAN"))
    control(modules, Package=f"linux-modules-{version}", Depends="kmod", Conflicts="none", Breaks="none", Replaces="none")
    shutil.move(os.path.join(root, "lib"), modules)
    os.makedirs(os.path.join(modules, "boot"))
    for name in ["config", "System.map"]:
        shutil.move(os.path.join(root, "boot", f"{name}-{version}"), os.path.join(modules, "boot"))
    control(root, Depends=f"kmod, linux-base (>= 4.3~), linux-modules-{version}", Recommends="initramfs-tools")
    for name in ["md5sums", "postrm", "preinst", "prerm"]:
        os.remove(os.path.join(root, "DEBIAN", name))
    write(root, "DEBIAN/postinst", POSTINST % {"version": version}, 0o755)
    write(root, "DEBIAN/triggers", f"interest linux-update-{version}\n")
    os.makedirs(os.path.join(root, "usr/lib/linux/triggers"))
    os.chmod(os.path.join(root, "boot", f"vmlinuz-{version}"), 0o600)
    return modules


def main():
    output = os.path.abspath(sys.argv[1])
    os.makedirs(output, exist_ok=True)
    work = os.path.join(output, "work")
    os.makedirs(work)
    archives = fetch(work, *WANTED)

    def unpack(file):
        root = os.path.join(work, "root", file.removesuffix(".deb"))
        os.makedirs(root)
        run("dpkg-deb", "-R", os.path.join(archives, file), root)
        return root

    def pack(root):
        run("dpkg-deb", "-Zzstd", "-z3", "--build", root, output, env=dict(os.environ, SOURCE_DATE_EPOCH="1750000000"))

    with concurrent.futures.ThreadPoolExecutor() as pool:
        roots = list(pool.map(unpack, sorted(file for file in os.listdir(archives) if file.endswith(".deb"))))
        for root in list(roots):
            name = os.path.basename(root).split("_")[0]
            if name == "base-files":
                is_ubuntu(root)
            elif name == "linux-image-cloud-amd64":
                control(root, Package="linux-image-virtual")
            elif name.startswith("linux-image-"):
                roots.append(split_kernel(root, work))
        list(pool.map(pack, roots))
    shutil.rmtree(work)


main()
