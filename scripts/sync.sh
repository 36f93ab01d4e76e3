#!/bin/sh
# Bring .venv in line with uv.lock. `sync.sh run`: what the product needs; `sync.sh dev`: the
# tools for tests and checks, too. Does nothing where nothing has changed.
set -eu
cd "$(dirname "$0")/.."

wanted="$(cat pyproject.toml uv.lock | cksum) $PWD"

is_done() {
    [ -x .venv/bin/floorcast ] && [ "$(cat ".venv/.synced-$1" 2>/dev/null)" = "$wanted" ]
}

if is_done dev || { [ "$1" = run ] && is_done run; }; then
    exit 0
fi

# an environment knows its own place, so it does not survive when the folder is moved
for made in .venv/.synced-run .venv/.synced-dev; do
    if [ -f "$made" ] && [ "$(cut -d ' ' -f 3- "$made")" != "$PWD" ]; then
        echo "The folder was moved: making .venv anew" >&2
        rm -rf .venv
    fi
done

uv=$(sh scripts/uv.sh)
unset VIRTUAL_ENV
# compiled now, so that the first start is as quick as the others
export UV_PROJECT_ENVIRONMENT=.venv UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1
# a company network may have an authority of its own, which only the system knows
for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -s "$store" ]; then
        export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
    fi
done
if ! .venv/bin/python -c '' 2>/dev/null; then
    UV_PYTHON=$(sh scripts/python.sh)
    export UV_PYTHON
fi

case $1 in
    run) "$uv" sync --frozen --no-dev --inexact ;;
    dev) "$uv" sync --frozen ;;
esac
rm -f .venv/.synced-run .venv/.synced-dev
echo "$wanted" >".venv/.synced-$1"
