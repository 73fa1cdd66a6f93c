#!/bin/sh
# Times the peers of `generate` on the same package set and says what each produced or where it stopped.
# Usage: peers.sh [PEER]; wants mkosi, debos, debootstrap, python3-diskimage-builder and sudo (apt-get install them first).
set -u
work=$(mktemp -d "${TMPDIR:-/var/tmp}/fg-peers.XXXXXX")
trap 'rm -rf "$work"' EXIT
packages="openssh-server systemd systemd-sysv systemd-resolved dbus udev linux-image-cloud-amd64 initramfs-tools iproute2"

# Runs one peer in its own folder: its name, then the command.
peer() {
    name=$1
    shift
    mkdir -p "$work/$name"
    start=$(date +%s.%N)
    (cd "$work/$name" && "$@") > "$work/$name.log" 2>&1
    status=$?
    end=$(date +%s.%N)
    made=$(find "$work/$name" -maxdepth 2 \( -name '*.raw' -o -name '*.qcow2' \) -printf '%f ' 2> /dev/null)
    last=$(grep -v '^[[:space:]]*$' "$work/$name.log" | tail -n 1 | cut -c1-100)
    echo "$name | $(echo "$end $start" | awk '{printf "%.1f", $1 - $2}') s | status $status | ${made:-no disk} | $last"
}

run_mkosi() {
    # shellcheck disable=SC2046
    mkosi --distribution debian --release bookworm --format gpt_ext4 --bootable yes --output disk.raw \
        $(for package in $packages; do printf -- '--package %s ' "$package"; done)
}

run_dib() {
    # The archive of security updates that the host itself uses; the builder's own may not be reached.
    security=$(cat /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2> /dev/null |
        sed -n 's/^URIs: *\([^ ]*security[^ ]*\).*/\1/p' | head -n 1)
    if [ -n "$security" ]; then export DIB_DEBIAN_SECURITY_MIRROR="$security"; fi
    DIB_DEBIAN_SECURITY_SUBPATH=-security DIB_RELEASE=bookworm \
        disk-image-create -a amd64 -t qcow2 -o "$PWD/disk" \
        -p "$(echo "$packages" | tr ' ' ',')" debian-minimal
}

run_debos() {
    cat > recipe.yaml << EOF
architecture: amd64
actions:
  - action: debootstrap
    suite: bookworm
    variant: minbase
  - action: apt
    packages: [$(echo "$packages" | sed 's/ /, /g')]
  - action: image-partition
    imagename: disk.raw
    imagesize: 2GB
    partitiontype: gpt
    mountpoints: [{mountpoint: /, partition: root}]
    partitions: [{name: root, fs: ext4, start: 1MB, end: 100%}]
  - action: filesystem-deploy
EOF
    debos --disable-fakemachine recipe.yaml
}

[ "${1:-mkosi}" != mkosi ] || peer mkosi run_mkosi
[ "${1:-debos}" != debos ] || peer debos run_debos
[ "${1:-diskimage-builder}" != diskimage-builder ] || peer diskimage-builder run_dib
