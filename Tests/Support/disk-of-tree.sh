#!/bin/sh
# Makes a disk that boots by BIOS and UEFI of a Debian tree, by hand, with the field's tools.
# Usage: disk-of-tree.sh TREE OUTPUT.raw   (works in TMPDIR, where the tree best is, too)
set -eu
tree=$1
output=$2
work=$(mktemp -d "${TMPDIR:-/dev/shm}/fg-disk.XXXXXX")
trap 'rm -rf "$work"' EXIT

esp_mib=128
root_mib=1024
mke2fs -q -t ext4 -L root -U 11111111-2222-3333-4444-555555555555 -d "$tree" "$work/root.ext4" "${root_mib}M"
mkfs.vfat -F 32 -i 12345678 -n ESP -C "$work/esp.fat" $((esp_mib * 1024)) > /dev/null
kernel=$(ls "$tree"/boot/vmlinuz-*)
initrd=$(ls "$tree"/boot/initrd.img-*)
line="root=UUID=11111111-2222-3333-4444-555555555555 rw console=tty0 console=ttyS0,115200"
printf '%s' "$line" > "$work/cmdline"
objcopy --add-section .osrel="$tree/usr/lib/os-release" --change-section-vma .osrel=0x20000 \
    --add-section .cmdline="$work/cmdline" --change-section-vma .cmdline=0x30000 \
    --add-section .linux="$kernel" --change-section-vma .linux=0x2000000 \
    --add-section .initrd="$initrd" --change-section-vma .initrd=0x3000000 \
    /usr/lib/systemd/boot/efi/linuxx64.efi.stub "$work/boot.efi"
printf 'DEFAULT linux\nLABEL linux\n KERNEL /vmlinuz\n INITRD /initrd.img\n APPEND %s\n' "$line" \
    > "$work/syslinux.cfg"
mmd -i "$work/esp.fat" ::/EFI ::/EFI/BOOT
mcopy -i "$work/esp.fat" "$work/boot.efi" ::/EFI/BOOT/BOOTX64.EFI
mcopy -i "$work/esp.fat" "$kernel" ::/vmlinuz
mcopy -i "$work/esp.fat" "$initrd" ::/initrd.img
mcopy -i "$work/esp.fat" "$work/syslinux.cfg" ::/syslinux.cfg
syslinux --install "$work/esp.fat"
truncate -s $((esp_mib + root_mib + 2))M "$output"
sfdisk -q "$output" << EOF
label: gpt
start=2048, size=$((esp_mib * 2048)), type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, attrs=LegacyBIOSBootable
start=$((2048 + esp_mib * 2048)), size=$((root_mib * 2048)), type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709
EOF
gptmbr=/usr/lib/syslinux/mbr/gptmbr.bin
[ -f $gptmbr ] || gptmbr=/usr/lib/SYSLINUX/gptmbr.bin
dd if=$gptmbr of="$output" bs=440 count=1 conv=notrunc status=none
dd if="$work/esp.fat" of="$output" bs=1M seek=1 conv=notrunc,sparse status=none
dd if="$work/root.ext4" of="$output" bs=1M seek=$((1 + esp_mib)) conv=notrunc,sparse status=none
