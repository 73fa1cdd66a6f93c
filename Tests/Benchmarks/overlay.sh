#!/bin/sh
# The route by hand to one package more: an overlay over a tree that is there, apt-get inside, the disk made by hand.
# Usage: overlay.sh OUTPUT.raw [PACKAGE]   (the tree and the packages are kept in CACHE=/dev/shm/fg-overlay-cache)
# Without a package it changes one file. The first run with a package fetches it; run again to measure.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
output=$1
package=${2:-}
cache=${CACHE:-/dev/shm/fg-overlay-cache}
work=$(mktemp -d /dev/shm/fg-overlay.XXXXXX)
trap 'umount "$work/tree/proc" "$work/tree" 2> /dev/null || true; rm -rf "$work"' EXIT
export TMPDIR="$work"

if [ ! -d "$cache/base" ]; then
    mkdir -p "$cache"
    mmdebstrap --quiet --variant=minbase --skip=cleanup/apt \
        --include=openssh-server,systemd,systemd-sysv,systemd-resolved,dbus,udev,linux-image-cloud-amd64,initramfs-tools,iproute2 \
        bookworm "$cache/base.part"
    mkdir -p "$cache/archives"
    mv "$cache/base.part" "$cache/base"
fi

mkdir "$work/tree" "$work/upper" "$work/work"
mount -t overlay overlay -o "lowerdir=$cache/base,upperdir=$work/upper,workdir=$work/work" "$work/tree"
mount -t proc proc "$work/tree/proc"
# The image's own is a link to what only runs in a machine.
rm -f "$work/tree/etc/resolv.conf"
cp /etc/resolv.conf "$work/tree/etc/resolv.conf"
if [ -n "$package" ]; then
    mkdir -p "$work/tree/var/cache/apt/archives"
    cp -a "$cache/archives/." "$work/tree/var/cache/apt/archives/"
    DEBIAN_FRONTEND=noninteractive chroot "$work/tree" apt-get install -qq -y --no-install-recommends \
        -o APT::Keep-Downloaded-Packages=true "$package" > /dev/null
    cp -a -u "$work/tree/var/cache/apt/archives/." "$cache/archives/"
    rm -rf "$work/tree/var/cache/apt/archives"
else
    echo hello > "$work/tree/etc/motd"
fi
umount "$work/tree/proc"
sh "$here/../Support/disk-of-tree.sh" "$work/tree" "$work/disk.raw"
cp --sparse=always "$work/disk.raw" "$output"
