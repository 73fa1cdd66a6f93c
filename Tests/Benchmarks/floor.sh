#!/bin/sh
# The floor of `generate`: mmdebstrap on a tmpfs and the disk made by hand with the field's tools, no checks, no catalog.
# Usage: floor.sh OUTPUT.qcow2 [PACKAGE,PACKAGE...]   (packages must be in CACHE=/dev/shm/fg-floor-cache, filled on first use)
set -eu
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
echo "packages: $(cut -d. -f1 /proc/uptime)" >&2

esp_mib=128
root_mib=1024
mke2fs -q -t ext4 -L root -U 11111111-2222-3333-4444-555555555555 -d "$work/root" "$work/root.ext4" "${root_mib}M"
mkfs.vfat -F 32 -i 12345678 -n ESP -C "$work/esp.fat" $((esp_mib * 1024)) > /dev/null
kernel=$(ls "$work"/root/boot/vmlinuz-*)
initrd=$(ls "$work"/root/boot/initrd.img-*)
line="root=UUID=11111111-2222-3333-4444-555555555555 rw console=tty0 console=ttyS0,115200"
printf '%s' "$line" > "$work/cmdline"
objcopy --add-section .osrel="$work/root/usr/lib/os-release" --change-section-vma .osrel=0x20000 \
    --add-section .cmdline="$work/cmdline" --change-section-vma .cmdline=0x30000 \
    --add-section .linux="$kernel" --change-section-vma .linux=0x2000000 \
    --add-section .initrd="$initrd" --change-section-vma .initrd=0x3000000 \
    /usr/lib/systemd/boot/efi/linuxx64.efi.stub "$work/boot.efi"
printf 'DEFAULT linux\nLABEL linux\n KERNEL /vmlinuz\n INITRD /initrd.img\n APPEND %s\n' "$line" > "$work/syslinux.cfg"
mmd -i "$work/esp.fat" ::/EFI ::/EFI/BOOT
mcopy -i "$work/esp.fat" "$work/boot.efi" ::/EFI/BOOT/BOOTX64.EFI
mcopy -i "$work/esp.fat" "$kernel" ::/vmlinuz
mcopy -i "$work/esp.fat" "$initrd" ::/initrd.img
mcopy -i "$work/esp.fat" "$work/syslinux.cfg" ::/syslinux.cfg
syslinux --install "$work/esp.fat"
truncate -s $((esp_mib + root_mib + 2))M "$work/disk.raw"
sfdisk -q "$work/disk.raw" <<EOF
label: gpt
start=2048, size=$((esp_mib * 2048)), type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, attrs=LegacyBIOSBootable
start=$((2048 + esp_mib * 2048)), size=$((root_mib * 2048)), type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709
EOF
dd if=/usr/lib/SYSLINUX/gptmbr.bin of="$work/disk.raw" bs=440 count=1 conv=notrunc status=none 2> /dev/null ||
    dd if=/usr/lib/syslinux/mbr/gptmbr.bin of="$work/disk.raw" bs=440 count=1 conv=notrunc status=none
dd if="$work/esp.fat" of="$work/disk.raw" bs=1M seek=1 conv=notrunc,sparse status=none
dd if="$work/root.ext4" of="$work/disk.raw" bs=1M seek=$((1 + esp_mib)) conv=notrunc,sparse status=none
qemu-img convert -f raw -O qcow2 "$work/disk.raw" "$output"
