#!/bin/sh
# Measures the Tab key and the start of the shell at a site with a million images, and prints both as tables.
# Usage: completion.sh [FGSHELL]; wants a release build, sqlite3 and python3, and 3 GB in $TMPDIR.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
fgshell=${1:-$here/../../.build/release/fgshell}
work=$(mktemp -d "${TMPDIR:-/var/tmp}/fg-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
site="$work/site"
user=$(id -un)
count=${FGSHELL_BENCHMARK_IMAGES:-1000000}

# The program makes the tables and their indexes; only the rows are made here, as an import would write them.
"$fgshell" --site "$site" image list > "$work/log"
sqlite3 "$site/catalog.sqlite" << END
PRAGMA foreign_keys = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -1000000;
CREATE TEMP TABLE words AS SELECT key AS n, value AS word FROM json_each('["mpi","openmpi","debian","ubuntu","hpc",
    "climate","genome","lattice","physics","cuda","spark","hadoop","jupyter","r-base","matlab","lammps","gromacs","nwchem",
    "vasp","openfoam","fenics","petsc","slurm","torque","condor","blast","bowtie","samtools","weather","ocean","seismic",
    "photon","neutron","plasma","protein","crystal","galaxy","quantum","tensor","render"]');
CREATE INDEX temp.words_by_n ON words (n);
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $count - 1)
INSERT INTO images (id, project, name, owner, created, last_number)
    SELECT i + 1, iif(i % 2, '$user', 'project-' || (i / 2 % 600)),
        (SELECT word FROM words WHERE n = i % 40) || '-' || (SELECT word FROM words WHERE n = i / 40 % 40)
            || iif(i % 3, '-', '.') || i,
        'user' || (i % 5000), 1700000000000 + i, 1
    FROM n;
INSERT INTO versions (id, image, number, state, creator, created, format, size, os, release, arch, kernel, manifest)
    SELECT id, id, 1, iif(id % 3, 'verified', 'built'), owner, created, iif(id % 5, 'qcow2', 'raw'), 1000000 + id,
        iif(id % 2, 'debian', 'ubuntu'), iif(id % 2, 'bookworm', 'noble'), iif(id % 7, 'amd64', 'arm64'),
        '6.' || (id % 60) || '.0-' || (id % 40), 'sha256:' || printf('%016x', id * 7919 * 104729) || printf('%048d', id)
    FROM images;
INSERT INTO artifacts SELECT id, 'disk', format, 'sha256:' || printf('%016x', id * 15485863) || printf('%048d', id), size
    FROM versions;
INSERT INTO tags SELECT id, 'tag-' || (id % 20000) FROM images;
INSERT INTO tags SELECT id, 'course-' || (id % 300) FROM images WHERE id % 4 = 0;
INSERT INTO properties SELECT id, 'field-' || (id / 2 % 40), 'value-' || (id / 2 % 30000) FROM images WHERE id % 2 = 0;
INSERT INTO package_names SELECT value, 'package-' || value FROM generate_series(1, 30000);
INSERT INTO packages SELECT 1 + id % 30000, id, 'amd64', '1.' || (id % 50) || '-1' FROM images;
ANALYZE;
END
echo "$(sqlite3 "$site/catalog.sqlite" 'SELECT count(*) FROM images') images, $(du -sm "$site" | cut -f1) MB"
echo
python3 "$here/completion.py" "$fgshell" "$site"
