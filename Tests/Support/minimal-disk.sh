#!/bin/sh
# Makes a minimal Debian disk for tests that boot one: BIOS and UEFI, networkd, sshd, nothing of fgshell's own.
# Usage: minimal-disk.sh OUTPUT.raw
# The archive is that of the host's own APT sources; CACHE=FOLDER with archives/ and lists/ saves fetching.
set -eu
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

esp_mib=128
root_mib=1024
mke2fs -q -t ext4 -L root -U 11111111-2222-3333-4444-555555555555 -d "$root" "$work/root.ext4" "${root_mib}M"
mkfs.vfat -F 32 -i 12345678 -n ESP -C "$work/esp.fat" $((esp_mib * 1024)) > /dev/null
kernel=$(ls "$root"/boot/vmlinuz-*)
initrd=$(ls "$root"/boot/initrd.img-*)
line="root=UUID=11111111-2222-3333-4444-555555555555 rw console=tty0 console=ttyS0,115200"
printf '%s' "$line" > "$work/cmdline"
objcopy --add-section .osrel="$root/usr/lib/os-release" --change-section-vma .osrel=0x20000 \
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
truncate -s $((esp_mib + root_mib + 2))M "$work/disk.raw"
sfdisk -q "$work/disk.raw" << EOF
label: gpt
start=2048, size=$((esp_mib * 2048)), type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, attrs=LegacyBIOSBootable
start=$((2048 + esp_mib * 2048)), size=$((root_mib * 2048)), type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709
EOF
gptmbr=/usr/lib/syslinux/mbr/gptmbr.bin
[ -f $gptmbr ] || gptmbr=/usr/lib/SYSLINUX/gptmbr.bin
dd if=$gptmbr of="$work/disk.raw" bs=440 count=1 conv=notrunc status=none
dd if="$work/esp.fat" of="$work/disk.raw" bs=1M seek=1 conv=notrunc,sparse status=none
dd if="$work/root.ext4" of="$work/disk.raw" bs=1M seek=$((1 + esp_mib)) conv=notrunc,sparse status=none
cp --sparse=always "$work/disk.raw" "$output.tmp"
mv "$output.tmp" "$output"
