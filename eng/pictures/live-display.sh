#!/usr/bin/env bash
# Takes the picture of the live display in the README: a real run in a terminal of 92 × 12, caught on its way. Needs tmux.
#   eng/pictures/live-display.sh > docs/pictures/live-display.svg
set -eu -o pipefail
root=$(unset CDPATH && cd "$(dirname "$0")/../.." && pwd -P)
folder=$(mktemp -d)
terminal() { tmux -L ratchet-picture "$@"; }
trap 'terminal kill-server 2>/dev/null || :; rm -rf "$folder"' EXIT

"$root/ratchet" list > "$folder/list" # builds
terminal -f /dev/null new-session -d -x 92 -y 12 -c "$folder" "cd '$folder'; TERM=xterm-256color '$root/ratchet' train cartpole --seed 3; sleep 60"
for attempt in $(seq 400); do
    terminal capture-pane -e -p > "$folder/frame"
    ! grep -q 'steps.* 6[0-9],[0-9][0-9][0-9] ' "$folder/frame" || break
    sleep 0.05
done
{ printf '\033[2m$\033[0m ./ratchet train cartpole --seed 3\n'; cat "$folder/frame"; } > "$folder/picture"
cd "$folder" && dotnet run "$root/eng/pictures/TerminalToSvg.cs" < picture
