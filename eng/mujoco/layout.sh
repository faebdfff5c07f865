#!/bin/sh
# Writes src/Ratchet.MuJoCo/Layout.g.cs (or the file named as first argument) from MuJoCo 2.2.2's headers.
# Needs a C compiler and the headers (apt-get install gcc libmujoco-dev); MUJOCO_INCLUDE names the folder that holds mujoco/mujoco.h.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
target=${1:-$here/../../src/Ratchet.MuJoCo/Layout.g.cs}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"${CC:-cc}" -I "${MUJOCO_INCLUDE:-/usr/include}" -o "$work/layout" "$here/layout.c"
"$work/layout" > "$work/Layout.g.cs"
mv "$work/Layout.g.cs" "$target"
