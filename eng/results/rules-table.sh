#!/usr/bin/env bash
# Reads the runs of eng/results/mujoco.sh (folders TASK-RULE-SEED) and writes what is committed of them:
#   docs/results/mujoco-rules.csv        every evaluation point of every run
#   docs/results/mujoco-rules-runs.csv   every run: its updates, their audit, the hash of the parameters at the end
#   docs/results/mujoco-rules-table.csv  a line a task and rule: best point of the mean curve and final point (Tianshou's protocol: mean ± deviation over
#                                        seeds of the return with sampled actions), and the audit over all updates of all seeds
# Median and share are over the updates that metrics.jsonl has a line for: all of them, but for a2c (one in 13: metrics-interval).
# A line of the table stands on all seeds that reached its last point; a run that did not finish is left out.
#
#   eng/results/rules-table.sh [RUNS_FOLDER]
set -eu
cd "$(dirname "$0")/../.."
runs=${1:-runs}
points=docs/results/mujoco-rules.csv
ends=docs/results/mujoco-rules-runs.csv
updates=$(mktemp)
trap 'rm -f "$updates"' EXIT

echo "task,rule,seed,steps,sampled_mean,sampled_std,deterministic_mean,deterministic_std" >"$points"
echo "task,rule,seed,steps,updates,max_kl,next_batch_max_kl,logged_updates,median_max_kl,beyond_half,violations,hash" >"$ends"
for run in "$runs"/*/; do
    name=$(basename "$run")
    seed=${name##*-}
    task=${name%%-*}
    rule=${name#"$task"-}
    rule=${rule%-"$seed"}
    metrics=$run/metrics.jsonl
    { [ -f "$metrics" ] && grep -q '"event":"finished"' "$metrics"; } || continue
    sed -n 's/^{"event":"evaluation","time\/total_timesteps":\([0-9]*\),"eval\/mean_reward":\([^,]*\),"eval\/std_reward":\([^,]*\),"eval\/deterministic_mean_reward":\([^,]*\),"eval\/deterministic_std_reward":\([^}]*\)}$/'"$task,$rule,$seed"',\1,\2,\3,\4,\5/p' "$metrics" >>"$points"
    sed -n 's/^{"time\/iterations":.*"train\/max_kl":\([^,]*\),.*"train\/next_batch_max_kl":\([^,]*\),.*/\1 \2/p' "$metrics" | LC_ALL=C sort -g >"$updates"
    finished=$(grep '"event":"finished"' "$metrics" | tail -n 1)
    field() { echo "$finished" | sed -n "s#.*\"$1\":\"\{0,1\}\([^,\"}]*\).*#\1#p"; }
    awk -v prefix="$task,$rule,$seed,$(field time/total_timesteps),$(field total/updates),$(field total/max_kl),$(field total/next_batch_max_kl)" -v suffix="$(field total/violations),$(field hash)" '
        { kl[NR] = $1; if ($1 > 0.5) beyond++ }
        END { printf "%s,%d,%.5g,%d,%s\n", prefix, NR, NR % 2 ? kl[(NR + 1) / 2] : (kl[NR / 2] + kl[NR / 2 + 1]) / 2, beyond, suffix }' "$updates" >>"$ends"
done

awk -F, '
    function deviation(s, q, n) { return n < 2 ? 0 : sqrt((q - s * s / n) / (n - 1) > 0 ? (q - s * s / n) / (n - 1) : 0) }
    FNR == 1 { file++; next }
    file == 1 { # the n-th point of every seed stands at the same number of steps
        key = $1 "," $2; n = ++count[key, $3]; steps[key, n] = $4; sum[key, n] += $5; squares[key, n] += $5 * $5; seeds[key, n]++; certain[key, n] += $7
        if (n > last[key]) last[key] = n
    }
    file == 2 {
        key = $1 "," $2; if (!(key in runs)) order[++keys] = key
        runs[key]++; updates[key] += $5; if ($6 > max_kl[key]) max_kl[key] = $6; if ($7 > next_kl[key]) next_kl[key] = $7
        logged[key] += $8; medians[key, runs[key]] = $9; beyond[key] += $10; violations[key] += $11
    }
    END {
        print "task,rule,seeds,steps,best,best_sd,best_at,final,final_sd,final_deterministic,updates,max_kl,median_max_kl,next_batch_max_kl,percent_beyond_half,violations"
        for (k = 1; k <= keys; k++) {
            key = order[k]; at = 0; end = last[key]; n = seeds[key, end]
            for (p = 1; p <= end; p++) if (seeds[key, p] == n && (at == 0 || sum[key, p] > sum[key, at])) at = p
            for (i = 1; i <= runs[key]; i++) { # the median of the medians over seeds, by insertion
                value = medians[key, i]; for (j = i - 1; j >= 1 && sorted[j] > value; j--) sorted[j + 1] = sorted[j]; sorted[j + 1] = value
            }
            m = runs[key]; median = m % 2 ? sorted[(m + 1) / 2] : (sorted[m / 2] + sorted[m / 2 + 1]) / 2
            printf "%s,%d,%d,%.0f,%.0f,%d,%.0f,%.0f,%.0f,%d,%.4g,%.4g,%.4g,%.2f,%d\n", key, n, steps[key, end], \
                sum[key, at] / n, deviation(sum[key, at], squares[key, at], n), steps[key, at], sum[key, end] / n, deviation(sum[key, end], squares[key, end], n), certain[key, end] / n, \
                updates[key], max_kl[key], median, next_kl[key], logged[key] ? 100 * beyond[key] / logged[key] : 0, violations[key]
        }
    }' "$points" "$ends" | tee docs/results/mujoco-rules-table.csv
