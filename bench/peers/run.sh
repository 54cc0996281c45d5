#!/usr/bin/env bash
# Runs a side-by-side bench with Canopy in it: bench/peers/run.sh DIRECTORY, with the bench's own settings (SIZES, W, C,
# ROUNDS, ...) and CANOPY_ON=postgres|sqlite. The bench is copied, and compare.patch applied to the copy: its comparison
# knows neither extensions.cost nor answers whose ids are opaque.
set -euo pipefail
[ -x "${1:-}/run.sh" ] || { echo "usage: bench/peers/run.sh DIRECTORY, of a side-by-side bench with a run.sh" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$1/." "$copy"
chmod -R u+w "$copy"
patch -s -d "$copy" -p1 < "$here/compare.patch"
CANOPY_BENCH_TOKEN=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
export CANOPY_BENCH_TOKEN
options=,auth=CANOPY_BENCH_TOKEN
[ "${CANOPY_ON:-postgres}" = postgres ] || options=,pg=0$options # do not charge it PostgreSQL's time
HOOK=$here/start.sh HOOK_NAME=canopy-${CANOPY_ON:-postgres} HOOK_OPTS=$options JSON=${JSON:-/dev/null} "$copy/run.sh"
