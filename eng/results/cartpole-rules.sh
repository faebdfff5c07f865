#!/usr/bin/env bash
# CartPole with every rule: one run a seed with the preset of the rule, then 100 evaluation episodes with sampled actions from start states that
# all runs share. Presets were tuned on seeds from 101 on; the reported seeds are 1 to 10.
#
#   eng/results/cartpole-rules.sh [RULE...] >docs/results/cartpole-rules.csv     default: every rule that fits it
set -eu
cd "$(dirname "$0")/../.."
[ $# -gt 0 ] || set -- $(./ratchet list rules --json | grep -o '"name":"[^"]*"' | cut -d '"' -f 4)

field() { sed -n "s#.*\"$1\":\([^,}]*\).*#\1#p" | tr -d '"'; }

echo "rule,seed,steps,sampled_mean,sampled_std,updates,max_kl,next_batch_max_kl,violations,hash"
for rule in "$@"; do
    ./ratchet check-rule "$rule" --environment cartpole >/dev/null 2>&1 || continue # a projection needs a Gaussian
    for seed in 1 2 3 4 5 6 7 8 9 10; do
        run=runs/cartpole-$rule-$seed
        ./ratchet train cartpole --rule "$rule" --seed "$seed" --out "$run" --threads 1 >/dev/null </dev/null
        finished=$(tail -n 1 "$run/metrics.jsonl")
        evaluation=$(./ratchet evaluate "$run" --episodes 100 --json)
        printf '%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n' "$rule" "$seed" "$(echo "$finished" | field time/total_timesteps)" "$(echo "$evaluation" | field eval/mean_reward)" "$(echo "$evaluation" | field eval/std_reward)" \
            "$(echo "$finished" | field total/updates)" "$(echo "$finished" | field total/max_kl)" "$(echo "$finished" | field total/next_batch_max_kl)" \
            "$(echo "$finished" | field total/violations)" "$(echo "$finished" | field hash)"
    done
done
