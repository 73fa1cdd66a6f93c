#!/bin/sh
# The floor of `generate`: mmdebstrap on a tmpfs and the disk made by hand with the field's tools, no checks, no catalog.
# Usage: floor.sh OUTPUT.raw [PACKAGE,PACKAGE...]   (packages must be in CACHE=/dev/shm/fg-floor-cache, filled on first use)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$1
packages=${2:-openssh-server,systemd,systemd-sysv,systemd-resolved,dbus,udev,linux-image-cloud-amd64,initramfs-tools,iproute2}
cache=${CACHE:-/dev/shm/fg-floor-cache}
work=$(mktemp -d /dev/shm/fg-floor.XXXXXX)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1700000000 TMPDIR="$work"

if [ ! -d "$cache" ]; then
    mkdir -p "$cache/archives" "$cache/lists"
    mmdebstrap --quiet --variant=minbase --include="$packages" --skip=download/empty \
        --customize-hook="cp -a \"\$1\"/var/cache/apt/archives/*.deb $cache/archives/; cp -a \"\$1\"/var/lib/apt/lists/. $cache/lists/" \
        --skip=cleanup bookworm /dev/null
    echo "cache filled; run again to measure" >&2
    exit 0
fi

mmdebstrap --quiet --variant=minbase --include="$packages" --skip=download/empty --skip=update \
    --setup-hook="mkdir -p \"\$1\"/var/cache/apt/archives \"\$1\"/var/lib/apt/lists; cp -a $cache/archives/. \"\$1\"/var/cache/apt/archives; cp -a $cache/lists/. \"\$1\"/var/lib/apt/lists" \
    bookworm "$work/root"
rm -f "$work"/root/etc/ssh/ssh_host_*

sh "$here/../Support/disk-of-tree.sh" "$work/root" "$work/disk.raw"
cp --sparse=always "$work/disk.raw" "$output"
