# Sourced by `test`: what some tests need beside the .NET SDK. A tool is one call of need_tool in need_tools, below.

missing_tools=

need_tools() {
    need_tool "A C linker (for the ahead-of-time compiler)" has_linker build-essential "Install clang or gcc."
    need_tool "MuJoCo 2.2.2" has_mujoco libmujoco2.2.2 \
        "Install the release 2.2.2 from https://github.com/google-deepmind/mujoco/releases and set RATCHET_MUJOCO to its library file."
    need_tool "Python 3 with numpy" has_numpy python3-numpy "Install Python 3 and numpy, or set RATCHET_PYTHON to an interpreter that has it."
    need_tool "Python 3 with protobuf" has_protobuf python3-protobuf "Install Python 3 and protobuf, or set RATCHET_PYTHON to an interpreter that has it."
    need_tool "Python 3 with onnx" has_onnx python3-onnx "Install Python 3 and onnx, or set RATCHET_PYTHON to an interpreter that has it."
    # A download of 100 MB; the package chromium, with a window, would be 124 MB.
    need_tool "A headless Chromium" has_chromium chromium-headless-shell "Install Chromium or Chrome, or set RATCHET_CHROMIUM to its program."
    need_onnxruntime
}

# need_tool NAME CHECK PACKAGE ELSEWHERE: installs the Debian package where that is allowed, else says how (ELSEWHERE, on other systems), and
# remembers that NAME is missing.
need_tool() {
    if "$2"; then return; fi
    if install_package "$3" && "$2"; then return; fi
    missing_tools="$missing_tools${missing_tools:+, }$1"
    echo "$1 is missing; the tests that need it are skipped. $(how_to_install "$3" "$4")" >&2
}

# The npm package onnxruntime-node of one version, in artifacts/. Its install script would only fetch libraries for graphics cards.
need_onnxruntime() {
    local version=1.20.1
    local folder="$root/artifacts/onnxruntime-node-$version"
    if [ -d "$folder" ]; then return; fi
    if may_install && command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; then
        echo "installing onnxruntime-node $version ..." >&2
        mkdir -p "$folder.tmp"
        if npm install --prefix "$folder.tmp" --ignore-scripts --no-save --no-package-lock --no-audit --no-fund --loglevel=error "onnxruntime-node@$version" >&2 </dev/null; then
            mv "$folder.tmp" "$folder"
            return
        fi
        rm -rf "$folder.tmp"
    fi
    missing_tools="$missing_tools${missing_tools:+, }ONNX Runtime $version"
    echo "ONNX Runtime $version is missing; the tests that need it are skipped. Install Node.js and npm, and let ./test do the rest: 'RATCHET_INSTALL=1 ./test'." >&2
}

# The usual folders of Linux and macOS, and what the user names: RATCHET_MUJOCO is the library file.
has_mujoco() {
    local file
    [ -z "${RATCHET_MUJOCO:-}" ] || { [ -f "$RATCHET_MUJOCO" ]; return; }
    for file in /usr/lib/*/libmujoco.so* /usr/lib/libmujoco.so* /usr/lib64/libmujoco.so* /usr/local/lib/libmujoco.* /opt/homebrew/lib/libmujoco.*; do
        if [ -e "$file" ]; then return 0; fi
    done
    return 1
}

# Where the tests look, and what the user names: RATCHET_CHROMIUM is the program.
has_chromium() {
    local name
    [ -z "${RATCHET_CHROMIUM:-}" ] || { [ -x "$RATCHET_CHROMIUM" ]; return; }
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] || [ -x /Applications/Chromium.app/Contents/MacOS/Chromium ]
}

has_numpy() { has_python_module numpy; }

has_protobuf() { has_python_module google.protobuf; }

has_onnx() { has_python_module onnx; }

# What the ahead-of-time compiler links with.
has_linker() {
    command -v clang >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1
}

# Asks the interpreters that the tests try.
has_python_module() { # MODULE
    local python
    for python in "${RATCHET_PYTHON:-python3}" /usr/bin/python3 python; do
        if "$python" -c "import $1" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# As root, or with RATCHET_INSTALL=1; never without being asked.
may_install() { [ "$(id -u)" = 0 ] || [ "${RATCHET_INSTALL:-}" = 1 ]; }

install_package() { # PACKAGE
    local as_root=
    command -v apt-get >/dev/null 2>&1 && may_install || return 1
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || return 1
        as_root="sudo"
        [ -t 0 ] || as_root="sudo -n" # nobody is there to type a password
    fi
    echo "installing $1 ..." >&2
    # The lists of a fresh image are empty: fetch them only when the first try fails.
    apt_install "$as_root" "$1" >&2 || { $as_root apt-get update -qq && apt_install "$as_root" "$1"; } >&2
}

apt_install() { # PREFIX PACKAGE
    $1 env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$2" </dev/null
}

how_to_install() { # PACKAGE ELSEWHERE
    if command -v apt-get >/dev/null 2>&1; then
        echo "Install it with 'sudo apt-get install $1', or let ./test do so: 'RATCHET_INSTALL=1 ./test'."
    else
        echo "$2"
    fi
}
