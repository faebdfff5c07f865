#!/usr/bin/env bash
# Runs of one rule with its preset on one MuJoCo task, a run a seed, evaluated as Tianshou evaluates (10 episodes with sampled actions every
# 30,000 steps; beside them 10 with the most probable actions). Every run resumes where it was, so this can be stopped and called again.
# eng/results/rules-table.sh reads them.
#
#   eng/results/mujoco.sh TASK RULE STEPS [SEED...]     default: seeds 1 to 10, JOBS (default 2) at a time
#
# kl-projection-regressed stands for the rule kl-projection with projection-act=regressed; the preset has the published raw.
set -eu
cd "$(dirname "$0")/../.."
usage="usage: eng/results/mujoco.sh TASK RULE STEPS [SEED...]"
task=${1:?"$usage"} rule=${2:?"$usage"} steps=${3:?"$usage"}
shift 3
[ $# -gt 0 ] || set -- 1 2 3 4 5 6 7 8 9 10

settings=
[ "$rule" != kl-projection-regressed ] || settings="--set projection-act=regressed"
./ratchet --version >/dev/null
for seed in "$@"; do printf '%s\n' "$seed"; done | xargs -P "${JOBS:-2}" -I SEED sh -c '
    run=runs/'"$task-$rule"'-SEED
    ./ratchet train '"$task"' --rule '"${rule%-regressed}"' --seed SEED --steps '"$steps"' --threads 1 '"$settings"' \
        --set evaluation-interval=30000 --set evaluation-episodes=10 --out "$run" </dev/null >"$run.log" 2>&1 \
        || { echo "seed SEED failed:"; tail -n 3 "$run.log"; }'
