#!/usr/bin/env bash
# Makes the NuGet packages of everything in src, and the package of the ratchet tool.
#   eng/pack.sh            into artifacts/packages
#   eng/pack.sh FOLDER     elsewhere
set -eu
root=$(unset CDPATH && cd "$(dirname "$0")/.." && pwd -P)
. "$root/eng/build.sh"

case ${1:-} in
    -*) sed -n '2,4s/^# \{0,1\}//p' "$0"; exit 0 ;;
esac
folder=${1:-$root/artifacts/packages}
work="$root/artifacts/pack" # a folder of its own: what lies there was compiled without paths of this machine

find_dotnet
sdk_environment
mkdir -p "$folder" "$work" 2>/dev/null || fail "cannot write to $folder or $work."
folder=$(cd "$folder" && pwd -P)
take_lock "$work/lock"
"$dotnet" msbuild "$root/eng/packages.proj" -restore -t:Pack -p:Configuration=Release -p:ContinuousIntegrationBuild=true -p:RatchetAnalyzers=off \
    "-p:ArtifactsPath=$work" "-p:PackageOutputPath=$folder" -nodeReuse:false -p:UseSharedCompilation=false -m -v:q -nologo </dev/null >"$work/pack.log" 2>&1 || {
    cat "$work/pack.log" >&2
    fail "the packages could not be made."
}
echo "$folder"
