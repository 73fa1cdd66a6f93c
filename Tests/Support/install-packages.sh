#!/bin/sh
# Installs the Debian packages that fgshell is built with, drives and is tested with. Run as root or with sudo.
set -eu

build="libedit-dev libsqlite3-dev libssl-dev pkg-config"
generate="dpkg tar apt e2fsprogs fdisk dosfstools mtools syslinux syslinux-common
    syslinux-utils systemd-boot-efi qemu-utils uidmap zstd xz-utils gzip"
rpm="dnf rpm gpg"
boot="qemu-system-x86 ovmf openssh-client"
sandbox="bubblewrap util-linux"
registry="skopeo"
export="squashfs-tools-ng"
test="mmdebstrap apt-utils dpkg-dev binutils busybox-static libguestfs-tools xfsprogs btrfs-progs kmod
    acl attr libcap2-bin squashfs-tools erofs-utils docker-registry sqlite3 openssl tmux createrepo-c
    python3 python3-venv python3-jsonschema zsh fish gpg faketime
    diffoscope-minimal"

run=""
if [ "$(id -u)" -ne 0 ]; then run="sudo"; fi
missing=""
for package in $build $generate $rpm $boot $sandbox $registry $export $test; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
        missing="$missing $package"
    fi
done
if [ -n "$missing" ]; then
    export DEBIAN_FRONTEND=noninteractive
    $run apt-get -q update
    # Word splitting is wanted: one argument a package.
    # shellcheck disable=SC2086
    $run apt-get -q install -y --no-install-recommends $missing
fi
