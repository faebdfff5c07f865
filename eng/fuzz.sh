#!/usr/bin/env bash
# Reads millions of mutated files by every reader of files that are not trusted: each must be read or refused with an error of its own, in bounded memory.
#   eng/fuzz.sh                  a million for each reader
#   eng/fuzz.sh 5                five million
#   eng/fuzz.sh 5 configuration  only the tests whose name has the word
# Prints a line for each. The inputs are the same every time: a failure names its number.
set -eu
root=$(unset CDPATH && cd "$(dirname "$0")/.." && pwd -P)
. "$root/eng/build.sh"
find_dotnet
sdk_environment
artifacts="$root/artifacts/fuzz"
mkdir -p "$artifacts"
export RATCHET_FUZZ_INPUTS="$((${1:-1} * 1000000))" RATCHET_FUZZ_REPORT="$artifacts/report.txt"
# A reader that takes more memory than this fails.
export DOTNET_GCHeapHardLimit=0x10000000
: >"$RATCHET_FUZZ_REPORT"
code=0
for project in Ratchet.Tests Ratchet.Interchange.Tests; do
    "$dotnet" build "$root/tests/$project" -c Release -p:RatchetAnalyzers=off --artifacts-path "$artifacts" --disable-build-servers -v q >"$artifacts/build.log" 2>&1 || {
        cat "$artifacts/build.log"
        exit 1
    }
    # Exit code 8: no test of that name in this project.
    "$dotnet" exec "$artifacts/bin/$project/release/$project.dll" --no-ansi --no-progress --ignore-exit-code 8 --filter-class "*FuzzTests" ${2:+--filter-method "*$2*"} </dev/null >"$artifacts/$project.log" 2>&1 || {
        cut -c 1-2000 "$artifacts/$project.log"
        code=1
    }
done
cat "$RATCHET_FUZZ_REPORT"
exit "$code"
