#!/bin/sh
# Makes a minimal Debian disk for tests that boot one: BIOS and UEFI, networkd, sshd, nothing of fgshell's own.
# Usage: minimal-disk.sh OUTPUT.raw
# The archive is that of the host's own APT sources; CACHE=FOLDER with archives/ and lists/ saves fetching.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$1
work=$(mktemp -d "${TMPDIR:-/dev/shm}/fg-minimal.XXXXXX")
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1700000000 TMPDIR="$work"
packages=openssh-server,systemd,systemd-sysv,systemd-resolved,dbus,udev,linux-image-cloud-amd64,initramfs-tools,iproute2,systemd-timesyncd
cache=${CACHE:-}
set -- --quiet --variant=minbase --include="$packages"
if [ -n "$cache" ]; then
    set -- "$@" --setup-hook="mkdir -p \"\$1\"/var/cache/apt/archives; cp -a $cache/archives/. \"\$1\"/var/cache/apt/archives" --skip=download/empty
fi
mmdebstrap "$@" bookworm "$work/root"

root=$work/root
rm -f "$root"/etc/ssh/ssh_host_*
: > "$root/etc/machine-id"
echo minimal > "$root/etc/hostname"
printf '127.0.0.1 localhost minimal\n' > "$root/etc/hosts"
printf 'UUID=11111111-2222-3333-4444-555555555555 / ext4 defaults 0 1\n' > "$root/etc/fstab"
mkdir -p "$root/etc/systemd/network" "$root/etc/systemd/system/ssh.service.d"
printf '[Match]\nName=e*\n[Network]\nDHCP=yes\n' > "$root/etc/systemd/network/80-dhcp.network"
printf '[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -A\nExecStartPre=/usr/sbin/sshd -t\n' \
    > "$root/etc/systemd/system/ssh.service.d/host-keys.conf"
printf 'PasswordAuthentication no\nPermitRootLogin no\n' > "$root/etc/ssh/sshd_config.d/50-policy.conf"
chroot "$root" passwd -q -l root
systemctl --root="$root" -q enable systemd-networkd systemd-resolved ssh 2> /dev/null
ln -sf ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"

sh "$here/disk-of-tree.sh" "$root" "$work/disk.raw"
cp --sparse=always "$work/disk.raw" "$output.tmp"
mv "$output.tmp" "$output"
