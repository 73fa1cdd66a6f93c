#!/bin/sh
# Measures the figures that the project promises, each beside its peer in the same run, and prints them as a table.
# Usage: run.sh [FGSHELL]; wants a release build, sqlite3, openssl and the packages of Tests/Support/install-packages.sh.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fgshell=${1:-$here/../../.build/release/fgshell}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/fg-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
site="$work/site"

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{printf "%.2f", $1 - $2}'; }
row() { echo "| $1 | $2 | $3 | $4 |"; }
ratio() { echo "$1 $2" | awk '{printf "%.2f", $1 / $2}'; }

echo "| case | fgshell | beside it | ratio |"
echo "|---|---|---|---|"

cat > "$work/disk.fg" << END
template disk {
    os debian bookworm
    package openssh-server
    user researcher
    disk 1536MiB boot=bios+uefi
}
template bios {
    os debian bookworm
    package openssh-server
    user researcher
    disk 1536MiB boot=bios
}
END
"$fgshell" --site "$site" template load "$work/disk.fg" > /dev/null
"$fgshell" --site "$site" generate disk > /dev/null
"$fgshell" --site "$site" image delete disk --yes > /dev/null
sh "$here/floor.sh" "$work/floor.raw" 2> /dev/null || true
[ -s "$work/floor.raw" ] || sh "$here/floor.sh" "$work/floor.raw" 2> /dev/null
for round in 1 2 3; do
    start=$(now); sh "$here/floor.sh" "$work/floor$round.raw" > /dev/null 2>&1; floor=$(since "$start")
    rm -rf "$site/layers" "$work/floor$round.raw"
    start=$(now); "$fgshell" --site "$site" generate disk > /dev/null; ours=$(since "$start")
    row "generate a bootable disk, packages fetched, no layer, round $round" "$ours s" "floor.sh $floor s" "$(ratio "$ours" "$floor")"
    [ "$round" = 3 ] || "$fgshell" --site "$site" image delete disk --yes
done
"$fgshell" --site "$site" image delete disk --yes
start=$(now); "$fgshell" --site "$site" generate disk > /dev/null; ours=$(since "$start")
row "the same with its packages in a layer" "$ours s" "floor.sh $floor s" "$(ratio "$ours" "$floor")"
start=$(now); "$fgshell" --site "$site" generate disk > /dev/null; ours=$(since "$start")
row "the same again, nothing changed: reused" "$ours s" "" ""
start=$(now)
"$fgshell" --site "$site" -c "template typo { os debian bookworm; package openmpi-bim; disk 2GiB }
generate typo" > /dev/null 2>&1 || true
row "a misspelt package is refused" "$(since "$start") s" "" ""

start=$(now); for _ in $(seq 200); do "$fgshell" -c version > /dev/null; done; ours=$(since "$start")
start=$(now); for _ in $(seq 200); do sqlite3 :memory: 'select 1' > /dev/null; done; peer=$(since "$start")
row "-c version, 200 processes" "$ours s" "sqlite3 :memory: $peer s" "$(ratio "$ours" "$peer")"

start=$(now); "$fgshell" --site "$site" verify disk --offline > /dev/null; ours=$(since "$start")
row "all offline checks, $(sqlite3 "$site/catalog.sqlite" "select max(evidence) from verdicts where \"check\" = 'perm.world'")" "$ours s" "" ""

"$fgshell" --site "$site" generate bios > /dev/null
digest=$(sqlite3 "$site/catalog.sqlite" "select a.digest from artifacts a join versions v on v.id = a.version
    join images i on i.id = v.image where i.name = 'bios' and a.format = 'raw'")
hex=${digest#sha256:}
disk="$site/store/blobs/sha256/$(echo "$hex" | cut -c1-2)/$hex"
qemu-img create -q -f qcow2 -F raw -b "$disk" "$work/overlay.qcow2"
start=$(now)
qemu-system-x86_64 -machine q35,accel=tcg -cpu max -smp 2 -m 1024 -display none -serial null \
    -drive "file=$work/overlay.qcow2,format=qcow2,if=virtio" \
    -netdev user,id=n,restrict=on,hostfwd=tcp:127.0.0.1:42222-:22 -device virtio-net-pci,netdev=n &
machine=$!
until timeout 5 bash -c 'exec 3<> /dev/tcp/127.0.0.1/42222; read -r -t 4 line <&3; [ "${line#SSH}" != "$line" ]' 2> /dev/null; do
    sleep 0.1
done
peer=$(since "$start")
kill "$machine"; wait "$machine" 2> /dev/null || true
start=$(now); "$fgshell" --site "$site" verify bios --offline > /dev/null; offline=$(since "$start")
start=$(now); "$fgshell" --site "$site" verify bios > /dev/null; ours=$(since "$start")
boot=$(echo "$ours $offline" | awk '{printf "%.2f", $1 - $2}')
row "the boot checks by BIOS: boot, ask, digest" "$boot s" "bare QEMU to ssh $peer s" "$(ratio "$boot" "$peer")"
row "all of verify by BIOS, the offline checks too" "$ours s" "bare QEMU to ssh $peer s" "$(ratio "$ours" "$peer")"

truncate -s 4G "$work/half.raw"
for gigabyte in 0 2; do
    dd if=/dev/urandom of="$work/half.raw" bs=1M count=1024 seek=$((gigabyte * 1024)) conv=notrunc status=none
done
cat "$work/half.raw" > /dev/null
start=$(now); openssl dgst -sha256 "$work/half.raw" > /dev/null; peer=$(since "$start")
start=$(now); "$fgshell" --site "$site" image import "$work/half.raw" > /dev/null; ours=$(since "$start")
row "import of 4 GiB, half holes" "$ours s" "openssl dgst $peer s" "$(ratio "$ours" "$peer")"

many="$work/many"
"$fgshell" --site "$many" image list > /dev/null
sqlite3 "$many/catalog.sqlite" << END
PRAGMA foreign_keys = OFF;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
INSERT INTO images (id, project, name, owner, created, last_number)
    SELECT i, '$(id -un)', 'image-' || i, '$(id -un)', 1700000000000 + i, 1 FROM n;
INSERT INTO versions (id, image, number, state, creator, created, format, size, os, release, arch, manifest)
    SELECT id, id, 1, 'verified', owner, created, 'raw', 1000000 + id, 'debian', 'bookworm',
        iif(id % 2, 'amd64', 'arm64'), 'sha256:' || printf('%064d', id) FROM images;
INSERT INTO package_names (id, name) VALUES (1, 'base-files'), (2, 'openmpi-bin'), (3, 'gcc');
INSERT INTO packages (name, version, arch, package_version) SELECT 1, id, 'amd64', '12.4' FROM versions;
INSERT INTO packages (name, version, arch, package_version) SELECT 2, id, 'amd64', '4.1.4' FROM versions WHERE id % 50 = 1;
INSERT INTO packages (name, version, arch, package_version) SELECT 3, id, 'amd64', '12.2' FROM versions WHERE id % 3 = 1;
ANALYZE;
END
for package in openmpi-bin base-files; do
    ours=$("$fgshell" --site "$many" -c "image list | count
set timing on
image list where package $package and arch == amd64 | first 20" 2>&1 > /dev/null | tail -n 1)
    row "100,000 images: where package $package and arch == amd64, first 20" "$ours" "" ""
done
