#!/bin/sh
# Installs the official Python validators of SPDX, CycloneDX and in-toto into .build/validators, once for each list of them.
set -eu
cd "$(dirname "$0")/../.."

wanted=Tests/Support/validators.txt
folder=.build/validators
if cmp -s "$wanted" "$folder/installed.txt"; then exit 0; fi
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" -q install -r "$wanted"
cp "$wanted" "$folder/installed.txt"
