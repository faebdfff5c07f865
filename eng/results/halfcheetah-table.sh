#!/usr/bin/env bash
# Reads the runs of eng/results/halfcheetah.sh and writes what is committed of them:
#   docs/results/halfcheetah-VARIANT.csv        every evaluation point of every seed
#   docs/results/halfcheetah-VARIANT-runs.csv   the end of every run: audit, steps, hash
#   standard output                             a summary, Tianshou's protocol: best point of the mean curve, ± deviation over seeds there
#
#   eng/results/halfcheetah-table.sh ppo|fixpo|fixpo-paper [RUNS_FOLDER]
set -eu
cd "$(dirname "$0")/../.."
variant=${1:?"usage: eng/results/halfcheetah-table.sh VARIANT [RUNS_FOLDER]"}
runs=${2:-runs}
points=docs/results/halfcheetah-$variant.csv
ends=docs/results/halfcheetah-$variant-runs.csv

echo "seed,steps,sampled_mean,sampled_std,deterministic_mean,deterministic_std" >"$points"
echo "seed,steps,updates,max_kl,next_batch_max_kl,violations,interpolations,deferred_swaps,primary_steps,fixup_steps,hash" >"$ends"
for seed in 1 2 3 4 5 6 7 8 9 10; do
    metrics=$runs/halfcheetah-$variant-$seed/metrics.jsonl
    [ -f "$metrics" ] || continue
    sed -n 's/^{"event":"evaluation","time\/total_timesteps":\([0-9]*\),"eval\/mean_reward":\([^,]*\),"eval\/std_reward":\([^,]*\),"eval\/deterministic_mean_reward":\([^,]*\),"eval\/deterministic_std_reward":\([^}]*\)}$/'"$seed"',\1,\2,\3,\4,\5/p' "$metrics" >>"$points"
    sed -n 's/^{"event":"finished","time\/total_timesteps":\([0-9]*\),.*"total\/updates":\([^,]*\),"total\/max_kl":\([^,]*\),"total\/next_batch_max_kl":\([^,]*\),"total\/violations":\([^,]*\),"total\/interpolations":\([^,]*\),"total\/deferred_swaps":\([^,]*\),"total\/primary_steps":\([^,]*\),"total\/fixup_steps":\([^,]*\),"hash":"\([^"]*\)"}$/'"$seed"',\1,\2,\3,\4,\5,\6,\7,\8,\9/p' "$metrics" | while read -r line; do
        echo "$line,$(sed -n 's/.*"hash":"\([^"]*\)".*/\1/p' "$metrics" | tail -n 1)"; done >>"$ends"
done

awk -F, -v variant="$variant" '
    FNR == 1 { file++; next }
    file == 1 { # the n-th point of every seed stands at the same number of steps
        n = ++count[$1]; steps[n] = $2; sum[n] += $3; squares[n] += $3 * $3; seeds[n]++; certain[n] += $5; certainSquares[n] += $5 * $5
        if (n > last) last = n
    }
    file == 2 { ended++; violations += $6; interpolations += $7; deferred += $8; primary += $9; fixup += $10; if ($4 > kl) kl = $4; if ($5 > next_kl) next_kl = $5 }
    function deviation(s, q, n) { return n < 2 ? 0 : sqrt((q - s * s / n) / (n - 1) > 0 ? (q - s * s / n) / (n - 1) : 0) }
    function best(limit, all,   p, at) {
        at = 0
        for (p = 1; p <= last; p++) if (steps[p] <= limit && seeds[p] == all && (at == 0 || sum[p] > sum[at])) at = p
        return at
    }
    END {
        for (p = 1; p <= last; p++) if (seeds[p] > all) all = seeds[p]
        full = 0; for (p = 1; p <= last; p++) if (seeds[p] == all) full = p
        a = best(1.02e6, all); b = best(3.1e6, all)
        from = int(0.9 * full) + 1
        for (p = from; p <= full; p++) { tail += sum[p] / all; tailCertain += certain[p] / all; tails++ }
        printf "variant,seeds,finished,best_1m,best_1m_sd,best_3m,best_3m_sd,best_3m_at,final_10_percent,final_10_percent_deterministic,max_kl,next_batch_max_kl,violations,interpolations,deferred_swaps,primary_steps,fixup_steps,fixup_percent\n"
        printf "%s,%d,%d,%.0f,%.0f,%.0f,%.0f,%d,%.0f,%.0f,%.5f,%.3f,%d,%d,%d,%d,%d,%.2f\n", variant, all, ended, \
            sum[a] / all, deviation(sum[a], squares[a], all), sum[b] / all, deviation(sum[b], squares[b], all), steps[b], tail / tails, tailCertain / tails, \
            kl, next_kl, violations, interpolations, deferred, primary, fixup, primary ? 100 * fixup / primary : 0
    }' "$points" "$ends"
