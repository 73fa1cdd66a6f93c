#!/bin/sh
# Measures what related versions take on the disk, kept as recipes and as qcow2, and prints it as a table.
# Usage: recipes.sh [FGSHELL] [VERSIONS]   (50 versions, each proven by a clean build before its bytes go: about 25 s each)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fgshell=$(realpath "${1:-$here/../../.build/release/fgshell}")
versions=${2:-50}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/fg-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
site="$work/site"
shell() { "$fgshell" --site "$site" "$@" > /dev/null; }
bytes() { du -s --block-size=1 "$1" | cut -f1; }
row() { echo "$2 $qcow2" | awk -v name="$1" '{printf "| %s | %.0f | %.4f |\n", name, $1, $1 / $2}'; }

qcow2=0
for number in $(seq "$versions"); do
    cat > "$work/many.fg" << END
template many {
    os debian bookworm
    package openssh-server
    user researcher
    disk 1154MiB boot=bios+uefi
    file /etc/motd text="$number"
}
END
    shell template load "$work/many.fg"
    shell generate many
    shell image export many --artifact qcow2 --to "$work/many.qcow2"
    qcow2=$((qcow2 + $(bytes "$work/many.qcow2")))
    rm "$work/many.qcow2"
    # One at a time, so that the disk holds the bytes of one.
    shell image evict "many:$number" --prove --yes
done
shell site collect --grace 0s --yes
recipes=$(($(bytes "$site/store") + $(bytes "$site/catalog.sqlite")))
echo "| $versions related versions | bytes | against qcow2 |"
echo "|---|---|---|"
row "as qcow2" "$qcow2"
row "as recipes with their packages and the catalog" "$recipes"
row "the same with the layers that are kept, too" "$((recipes + $(bytes "$site/layers")))"
