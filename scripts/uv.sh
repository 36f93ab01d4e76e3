#!/bin/sh
# Print the path of uv, which installs what uv.lock names. Where PATH has none, a pinned one
# is put into .uv, once.
set -eu
cd "$(dirname "$0")/.."

version=0.13.8
own=$PWD/.uv/bin/uv

if command -v uv; then
    exit 0
fi
if [ "$("$own" --version 2>/dev/null | cut -d ' ' -f 2)" != "$version" ]; then
    python=$(sh scripts/python.sh)
    echo "Installing uv $version into .uv" >&2
    rm -rf .uv
    if ! "$python" -m venv .uv >&2; then
        echo "This Python cannot make environments (Debian, Ubuntu: apt install python3-venv)." >&2
        exit 2
    fi
    .uv/bin/python -m pip install --quiet --disable-pip-version-check "uv==$version" >&2
fi
echo "$own"
