#!/usr/bin/env bash
# The HalfCheetah runs behind docs/results/halfcheetah.md: one run a seed, evaluated as Tianshou evaluates (10 episodes with sampled actions
# every 30,000 steps; beside them 10 with the most probable actions). Every run resumes where it was, so this can be stopped and called again.
#
#   eng/results/halfcheetah.sh ppo|fixpo|fixpo-128|fixpo-paper [SEED...]     default: seeds 1 to 10, JOBS (default 2) at a time
set -eu
cd "$(dirname "$0")/../.."

variant=${1:?"usage: eng/results/halfcheetah.sh ppo|fixpo|fixpo-128|fixpo-paper [SEED...]"}
shift
[ $# -gt 0 ] || set -- 1 2 3 4 5 6 7 8 9 10

case $variant in
    ppo) rule=ppo; settings="" ;;
    fixpo-128) rule=fixpo; settings="--set minibatch=128 --set value-clip=0 --set value-coefficient=0.25 --set recompute-advantages=true --set kl-direction=new-to-old" ;;
    fixpo-paper) rule=fixpo; settings="" ;;
    fixpo) rule=fixpo; settings="--set minibatch=256 --set value-clip=0 --set value-coefficient=0.25 --set recompute-advantages=true --set kl-direction=new-to-old" ;;
    *) echo "halfcheetah.sh: unknown variant '$variant'; one of ppo, fixpo, fixpo-128, fixpo-paper" >&2; exit 2 ;;
esac

./ratchet --version >/dev/null
for seed in "$@"; do printf '%s\n' "$seed"; done | xargs -P "${JOBS:-2}" -I SEED sh -c '
    ./ratchet train halfcheetah --rule '"$rule"' --seed SEED --steps 3000000 --threads 1 '"$settings"' \
        --set evaluation-interval=30000 --set evaluation-episodes=10 --out runs/halfcheetah-'"$variant"'-SEED </dev/null >runs/halfcheetah-'"$variant"'-SEED.log 2>&1 \
        || { echo "seed SEED failed:"; tail -n 3 runs/halfcheetah-'"$variant"'-SEED.log; }'
