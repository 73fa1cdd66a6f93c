#!/bin/sh
# Measures generating, each case beside the same done by hand in the same run, and prints tables.
# Usage: generation.sh [FGSHELL]; wants a release build, python3, curl, openssl, the packages of
# Tests/Support/install-packages.sh, and diskimage-builder if that is to be measured, too.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fgshell=$(realpath "${1:-$here/../../.build/release/fgshell}")
work=$(mktemp -d "${TMPDIR:-/var/tmp}/fg-bench.XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
site="$work/site"

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{printf "%.2f", $1 - $2}'; }
ratio() { echo "$1 $2" | awk '{printf "%.2f", $1 / $2}'; }
row() { echo "| $1 | $2 | $3 | $4 |"; }
shell() { "$fgshell" --site "$site" "$@" > /dev/null; }
# How long one command of the shell takes.
ours() {
    start=$(now)
    shell "$@"
    since "$start"
}
# How long a script by hand takes; what it makes is removed.
peer() {
    start=$(now)
    sh "$here/$1" "$work/peer.raw" ${2:+"$2"} > /dev/null 2>&1
    since "$start"
    rm -f "$work/peer.raw"
}

template() { # name, packages, further lines
    printf 'template %s {\n os debian bookworm\n package openssh-server %s\n user researcher\n' "$1" "$2"
    printf ' disk 1154MiB boot=bios+uefi\n %s\n}\n' "$3"
}
{
    template minimal "" ""
    template tree "tree" ""
    template python "python3" ""
    template file "" 'file /etc/motd text="hello"'
    number=0
    for package in rsync less file bc jq zip time psmisc; do
        number=$((number + 1))
        template "side$number" "$package" ""
    done
} > "$work/bench.fg"
shell template load "$work/bench.fg"

# Everything fetched, nothing kept but packages.
for name in minimal tree python side1 side2 side3 side4 side5 side6 side7 side8; do shell generate $name; done
for name in "" tree python3; do for _ in 1 2; do sh "$here/overlay.sh" "$work/peer.raw" $name > /dev/null 2>&1; done; done
sh "$here/floor.sh" "$work/peer.raw" > /dev/null 2>&1
rm -f "$work/peer.raw"
forget() { for name in "$@"; do shell image delete $name --yes; done; }
forget minimal tree python side1 side2 side3 side4 side5 side6 side7 side8

echo "| case | fgshell | beside it | ratio |"
echo "|---|---|---|---|"
for round in 1 2 3; do
    floor=$(peer floor.sh)
    rm -rf "$site/layers"
    own=$(ours generate minimal)
    row "minimal disk with kernel and ssh, no layers, round $round" "$own s" "floor.sh $floor s" "$(ratio "$own" "$floor")"
    [ $round = 3 ] || forget minimal
done
if command -v disk-image-create > /dev/null; then
    dib=$(sh "$here/peers.sh" diskimage-builder | sed 's/^[^|]*| \([0-9.]*\) s.*/\1/')
    row "the same" "$own s" "diskimage-builder, its caches warm $dib s" "$(ratio "$own" "$dib")"
fi
# A package more, chosen and installed anew each round.
more() { # what it is, template, package
    for round in 1 2 3; do
        by_hand=$(peer overlay.sh "$3")
        own=$(ours generate "$2")
        row "$1, layers warm, round $round" "$own s" "overlay.sh $3 $by_hand s" "$(ratio "$own" "$by_hand")"
        forget "$2"
        rm -rf "$site"/archives/*/choices "$(grep -l "\"$3 [0-9]* " "$site"/layers/*/layer.json | xargs -r dirname)"
    done
}
more "a package more without dependencies" tree tree
[ -z "${dib:-}" ] || row "the same" "$own s" "diskimage-builder $dib s" "$(ratio "$own" "$dib")"
more "python3 more (11 packages)" python python3
shell generate minimal
for round in 1 2 3; do
    by_hand=$(peer overlay.sh)
    own=$(ours generate file)
    row "one file changed, round $round" "$own s" "overlay.sh $by_hand s" "$(ratio "$own" "$by_hand")"
    forget file
done
for round in 1 2 3; do row "nothing changed, round $round" "$(ours generate minimal) s" "" ""; done

cat > "$work/gib.fg" << 'END'
template gib { os debian bookworm; package openssh-server; user researcher; disk 1GiB boot=bios+uefi }
END
shell template load "$work/gib.fg"
shell generate gib
shell image export gib --to "$work/gib.raw"
digest=$(openssl dgst -sha256 -r "$work/gib.raw" | cut -d' ' -f1)
python3 -m http.server 18099 --bind 127.0.0.1 --directory "$work" > /dev/null 2>&1 &
server=$!
sleep 1
shell image rebuild gib --check
for round in 1 2 3; do
    start=$(now)
    curl -s -o "$work/copy.raw" http://127.0.0.1:18099/gib.raw
    [ "$(openssl dgst -sha256 -r "$work/copy.raw" | cut -d' ' -f1)" = "$digest" ]
    copy=$(since "$start")
    rm "$work/copy.raw"
    shell image evict gib --yes
    own=$(ours image rebuild gib)
    row "an evicted version of 1 GiB comes back, layers warm, round $round" "$own s" "fetched over loopback and verified $copy s" "$(ratio "$own" "$copy")"
done

echo
echo "| different templates at once on one base | all of them | against one |"
echo "|---|---|---|"
for round in 1 2 3; do
    for count in 1 2 4 8; do
        # The templates are new to the site: their packages are chosen and installed, with what was fetched before.
        rm -rf "$site"/archives/*/choices $(grep -lE '"(rsync|less|file|bc|jq|zip|time|psmisc) [0-9]* ' "$site"/layers/*/layer.json | xargs -r -n 1 dirname)
        start=$(now)
        for number in $(seq $count); do "$fgshell" --site "$site" generate "side$number" > /dev/null & builds="${builds:-} $!"; done
        for build in $builds; do wait "$build"; done
        builds=
        time=$(since "$start")
        [ $count = 1 ] && one=$time
        echo "| $count, round $round | $time s | $(ratio "$time" "$one") |"
        for number in $(seq $count); do forget "side$number"; done
    done
done
