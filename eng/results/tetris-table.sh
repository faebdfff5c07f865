#!/usr/bin/env bash
# Lets the centre of every search of eng/results/tetris.sh play a hundred games, at the generation where the search is, and keeps the searches:
#   docs/results/tetris/evaluations.csv      a line for each search
#   docs/results/tetris/PRESET-SEED/         its state and its log: './ratchet tetris --out' goes on with a copy of it
#   docs/results/tetris/tetris.svg           the figure
#
#   eng/results/tetris-table.sh [FOLDER]     where the searches are (default: tetris)
set -eu
cd "$(dirname "$0")/../.."
searches=${1:-tetris}
results=docs/results/tetris
mkdir -p "$results"

field() { sed -n "s#.*\"$1\":\([^,}]*\).*#\1#p"; }

echo "preset,seed,generations,games,lines,error,least,most,cut_off" >"$results/evaluations.csv"
for preset in tetris tetris-constant tetris-decreasing; do
    for search in "$searches/$preset"-[0-9]*; do
        [ -f "$search/log.jsonl" ] || continue
        seed=${search##*-}
        generations=$(wc -l <"$search/log.jsonl")
        played=$(./ratchet tetris --set "preset=$preset" --seed "$seed" --generations "$generations" --evaluate 100 --json --out "$search" </dev/null | tail -n 1)
        printf '%s,%s,%s,%s,%s,%s,%s,%s,%s\n' "$preset" "$seed" "$generations" "$(echo "$played" | field center_games)" "$(echo "$played" | field center_lines)" "$(echo "$played" | field center_error)" \
            "$(echo "$played" | field least)" "$(echo "$played" | field most)" "$(echo "$played" | field cut_off)" >>"$results/evaluations.csv"
        mkdir -p "$results/$preset-$seed"
        cp "$search/search.json" "$search/log.jsonl" "$search/checkpoint.safetensors" "$results/$preset-$seed/"
    done
done
./ratchet tetris-figure "$results"/*-[0-9]* --out "$results/tetris.svg"
