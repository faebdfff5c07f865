#!/usr/bin/env bash
# Takes the picture of the live page in the README: three real runs, ticked. Needs a Chromium: RATCHET_CHROMIUM, or Debian's.
#   eng/pictures/dashboard.sh docs/pictures/dashboard.png
set -eu -o pipefail
[ $# = 1 ] || { echo "usage: $0 FILE.png" >&2; exit 2; }
case $1 in /*) picture=$1 ;; *) picture=$PWD/$1 ;; esac
root=$(unset CDPATH && cd "$(dirname "$0")/../.." && pwd -P)
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$folder"' EXIT
cd "$folder"
ticked=
for rule in fixpo ppo trpo; do
    "$root/ratchet" train acrobot --rule $rule --seed 1 --out runs/acrobot-$rule-1 --quiet
    ticked="run=acrobot-$rule-1&$ticked"
done
"$root/ratchet" train cartpole --seed 1 --quiet
"$root/ratchet" train pendulum --seed 1 --steps 50000 --quiet

"$root/ratchet" dashboard runs --port 0 > address &
server=$!
until address=$(grep -o 'http://[^ ]*' address); do
    kill -0 "$server"
    sleep 0.1
done
dotnet run "$root/eng/pictures/PageToPng.cs" "$address#${ticked%&}" "$picture"
