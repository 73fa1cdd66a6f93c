#!/bin/sh
# Measures what piped statements cost, beside sqlite3 on the same rows in the same run, and prints it as a table.
# Usage: shell.sh [FGSHELL]; wants a release build, sqlite3 and python3.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fgshell=${1:-$here/../../.build/release/fgshell}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/fg-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
site="$work/site"
count=100000

now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{printf "%.2f", $1 - $2}'; }
# The rates of two times for as many statements, and how the first stands to the second.
row() {
    echo "$2 $3" | awk -v name="$1" -v count="$count" \
        '{printf "| %s | %.0f/s | %.0f/s | %.2f |\n", name, count / $1, count / $2, $2 / $1}'
}
"$fgshell" --site "$site" image list > /dev/null
sqlite3 "$site/catalog.sqlite" << END
PRAGMA foreign_keys = OFF;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $count)
INSERT INTO images (id, project, name, owner, created, last_number)
    SELECT i, '$(id -un)', 'image-' || i, '$(id -un)', 1700000000000 + i, 1 FROM n;
INSERT INTO versions (id, image, number, state, creator, created, format, size, os, release, arch, manifest)
    SELECT id, id, 1, 'verified', owner, created, 'raw', 1000000 + id, 'debian', 'bookworm',
        iif(id % 2, 'amd64', 'arm64'), 'sha256:' || printf('%064d', id) FROM images;
INSERT INTO tags SELECT id, 'hpc' FROM images;
ANALYZE;
END

seq $count | awk -v n=$count '{
    i = $1 * 7919 % n + 1
    if ($1 % 2) printf "let x%d = value-%d\n", $1 % 100, $1; else printf "image show image-%d\n", i
}' > "$work/mixed.fg"
seq $count | awk '{printf "let x%d = value-%d\n", $1 % 100, $1}' > "$work/let.fg"
seq $count | awk -v n=$count '{printf "image show image-%d\n", $1 * 7919 % n + 1}' > "$work/show.fg"
seq $count | awk -v n=$count '{
    i = $1 * 7919 % n + 1
    printf "SELECT * FROM versions WHERE id = %d;\n", i
}' > "$work/select.sql"
seq $count | awk -v n=$count 'BEGIN {print "atomic {"} {
    printf "    image tag image-%d tag-%d\n", $1 * 7919 % n + 1, $1 % 10
} END {print "}"}' > "$work/tag.fg"
seq $count | awk -v n=$count 'BEGIN {print "BEGIN;"} {
    printf "UPDATE versions SET uses = %d WHERE id = %d;\n", $1 % 10, $1 * 7919 % n + 1
} END {print "COMMIT;"}' > "$work/update.sql"

echo "| case | fgshell | sqlite3 | ratio |"
echo "|---|---|---|---|"
start=$(now); sqlite3 "$site/catalog.sqlite" < "$work/select.sql" > /dev/null; peer=$(since "$start")
for case in let show mixed; do
    start=$(now); "$fgshell" --site "$site" < "$work/$case.fg" > /dev/null; ours=$(since "$start")
    case $case in
        let) name="$count let" ;;
        show) name="$count image show" ;;
        mixed) name="$count statements, let and image show by turns" ;;
    esac
    row "$name, against as many SELECTs" "$ours" "$peer"
done
start=$(now); sqlite3 "$site/catalog.sqlite" < "$work/update.sql" > /dev/null; peer=$(since "$start")
name="$count image tag in one atomic, against as many UPDATEs in a transaction"
if start=$(now) && "$fgshell" --site "$site" < "$work/tag.fg" > /dev/null 2>&1; then
    row "$name" "$(since "$start")" "$peer"
else
    echo "| $name | failed | $(echo "$peer" | awk -v count=$count '{printf "%.0f/s", count / $1}') | |"
fi

# Memory: at the start, and after a million statements.
memory() { sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$1/status"; }
for million in 0 1; do
    {
        [ $million = 0 ] || seq 1000000 | awk '{printf "let x%d = value-%d\n", $1 % 100, $1}'
        echo 'echo done; source hold.fg'
    } > "$work/million.fg"
    mkfifo "$work/hold.fg"
    (cd "$work" && exec "$fgshell" --site "$site" -f million.fg > out 2> /dev/null) &
    pid=$!
    until grep -q done "$work/out" 2> /dev/null; do sleep 0.1; done
    echo "| memory, most so far, with $million million statements | $(($(memory $pid) / 1024)) MiB | | |"
    : > "$work/hold.fg"
    wait $pid || true
    rm "$work/hold.fg" "$work/out"
done

# From the start of the process to the first prompt in a pseudo-terminal.
python3 - "$fgshell" --no-rc --site "$site" << 'END'
import os, pty, sys, time
def start():
    begin = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm"
        os.execv(sys.argv[1], sys.argv[1:])
    shown = b""
    while b"> " not in shown and b"# " not in shown:
        shown += os.read(terminal, 4096)
    took = time.monotonic() - begin
    os.write(terminal, b"exit\r")
    try:
        while os.read(terminal, 4096): pass
    except OSError: pass
    os.waitpid(process, 0)
    return took * 1000
times = sorted(start() for _ in range(41))
print(f"| start to first prompt, 41 times | median {times[20]:.1f} ms | most {times[-1]:.1f} ms | |")
END
