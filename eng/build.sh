# Sourced by `ratchet`, `bench` and `test`, which set $root. Plain bash 3.2 and POSIX tools, as macOS has them.

unset CDPATH

# One sentence to the user, and the exit code of every wrong call.
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 2
}

# Sets $dotnet: the one on PATH, else where Microsoft's install script puts it.
find_dotnet() {
    local candidate
    for candidate in "$(command -v dotnet || :)" "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet"; do
        if [ -n "$candidate" ] && [ -x "$candidate" ]; then
            dotnet=$candidate
            return
        fi
    done
    fail "the .NET 10 SDK is missing (no 'dotnet' on PATH): install it from https://dot.net/download and call again."
}

# What the SDK needs to run as any user: no banner, no ICU, and a home that can be written.
sdk_environment() {
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_SYSTEM_GLOBALIZATION_PREDEFINED_CULTURES_ONLY=0
    if [ -z "${HOME:-}" ] || [ ! -w "$HOME" ]; then
        export HOME="$root/artifacts/home"
        mkdir -p "$HOME"
    fi
}

# One line that changes when the content, the name or the number of the files under the given paths changes.
fingerprint() {
    (
        cd "$root" &&
        find Directory.Build.props Directory.Packages.props global.json "$@" \
            -type d \( -name bin -o -name obj \) -prune -o \
            -type f ! -name '.*' ! -name '*~' ! -name '*.md' -exec cksum {} + |
        LC_ALL=C sort | cksum | tr -s ' \t' '-'
    )
}

# --- A lock is a symbolic link whose target names its owner, 'host:process[:process]', so it is made and signed in one step. ---

lock=
build_process=

take_lock() { # PATH
    local owner told=
    until ln -s "$(uname -n):$$" "$1" 2>/dev/null; do
        owner=$(readlink "$1") || { [ -w "${1%/*}" ] || fail "cannot write to ${1%/*}."; continue; }
        if lock_is_stale "$1" "$owner"; then
            # Two may find the same dead owner: move it away (only one can), then look again who holds the lock.
            mv "$1" "$1.$$" 2>/dev/null && rm -f "$1.$$"
            continue
        fi
        owner=${owner#*:}
        [ -n "$told" ] || echo "waiting for another build (process ${owner%%:*}) ..." >&2
        told=yes
        sleep 0.2
    done
    lock=$1
    trap release_lock EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
}

lock_is_stale() { # PATH OWNER
    local process
    [ -z "$(find "$1" -prune -mmin +15 2>/dev/null)" ] || return 0 # no build takes as long; its number may be another's by now
    [ "${2%%:*}" = "$(uname -n)" ] || return 1 # in another container: only its age can tell
    for process in $(printf '%s' "${2#*:}" | tr ':' ' '); do
        if kill -0 "$process" 2>/dev/null || [ -d "/proc/$process" ]; then return 1; fi
    done
}

# The build outlives a script that was killed outright; with its process in the lock, nobody builds into the same folder meanwhile.
sign_lock() { # PROCESS
    ln -s "$(uname -n):$$:$1" "$lock.$$" && mv -f "$lock.$$" "$lock"
}

release_lock() {
    if [ -n "$build_process" ]; then
        kill "$build_process" 2>/dev/null || :
        wait "$build_process" 2>/dev/null || :
    fi
    [ -z "$lock" ] || rm -f "$lock"
    lock=
    trap - EXIT INT TERM HUP
}

# --- Tools: what the scripts build and run ---

# build_tool PROJECT ASSEMBLY PATH…: builds PROJECT unless that was done for the present content of the PATHs; sets $tool.
# Each content has a folder of its own, published by a rename: a run of hours keeps the assemblies it was started with,
# a build that is killed leaves nothing half-written, and going back to a former commit builds nothing.
build_tool() {
    local project=$1 assembly=$2 name=${1##*/} tools="$root/artifacts/tools" key published attempt
    shift 2
    find_dotnet
    find_published "$@" && return
    mkdir -p "$tools" 2>/dev/null || fail "cannot write to $root/artifacts."
    take_lock "$tools/lock"
    for attempt in 1 2 3; do
        find_published "$@" && break
        echo "building $assembly ..." >&2
        compile "$project" "$tools/work" >"$tools/build.log" 2>&1 || {
            cat "$tools/build.log" >&2
            fail "the build failed."
        }
        # A source that was saved meanwhile may be in or not: build again, under its own key.
        [ "$(fingerprint "$@")" != "$key" ] || publish "$tools/work/bin/$name/release" "$published"
    done
    [ -f "$tool" ] || fail "the sources changed during every build: call again when they rest."
    release_lock
}

find_published() { # PATH…
    key=$(fingerprint "$@")
    published="$tools/$name-$key"
    tool="$published/$assembly.dll"
    [ -f "$tool" ]
}

compile() { # PROJECT FOLDER
    (
        sdk_environment
        # One process and no servers: nothing stays behind that holds the caller's pipes.
        exec "$dotnet" build "$root/$1" -c Release --artifacts-path "$2" -p:RatchetAnalyzers=off --disable-build-servers -m:1 -v q "-clp:ErrorsOnly;NoSummary"
    ) &
    build_process=$!
    sign_lock "$build_process"
    local code=0
    wait "$build_process" || code=$?
    build_process=
    return "$code"
}

publish() { # FROM TO
    rm -rf "$2.$$" && cp -R "$1" "$2.$$" && rm -rf "$2" && mv "$2.$$" "$2"
    # Former builds go when nobody can be running them any more.
    find "${2%/*}" -mindepth 1 -maxdepth 1 -type d -name '*-*' -mtime +6 -exec rm -rf {} +
}
