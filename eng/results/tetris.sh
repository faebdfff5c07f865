#!/usr/bin/env bash
# Searches for controllers of Tetris as Szita and Lőrincz (2006): the cross-entropy method without noise, with constant and with decreasing noise,
# one search a preset and seed. Each goes on where it was, so this can be stopped and called again, later with more generations.
#
#   eng/results/tetris.sh GENERATIONS SEED...      JOBS (default 2) at a time, PRESETS (default: all three)
set -eu
cd "$(dirname "$0")/../.."
generations=${1:?"usage: eng/results/tetris.sh GENERATIONS SEED..."}
shift

./ratchet --version >/dev/null
for preset in ${PRESETS:-tetris tetris-constant tetris-decreasing}; do for seed in "$@"; do echo "$preset $seed"; done; done | xargs -P "${JOBS:-2}" -L 1 sh -c '
    ./ratchet tetris --set "preset=$1" --seed "$2" --generations "$0" --threads 1 --quiet --out "tetris/$1-$2" </dev/null || echo "$1 with seed $2 failed" >&2' "$generations"
