#!/bin/sh
# Print the path of a Chromium for the browser tests: $CHROMIUM, one that is installed, or
# one that is installed now.
set -eu
cd "$(dirname "$0")/.."

works() {
    [ -n "$1" ] && "$1" --version >/dev/null 2>&1
}

installed() {
    # the shell draws the same without windows, for a third of the work
    for name in chromium-headless-shell chromium google-chrome google-chrome-stable chromium-browser; do
        if path=$(command -v "$name") && works "$path"; then
            echo "$path"
            return
        fi
    done
    return 1
}

playwrights() {
    path=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)')
    works "$path" && echo "$path"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

if [ -n "${CHROMIUM:-}" ]; then
    works "$CHROMIUM" && echo "$CHROMIUM" && exit 0
    echo "CHROMIUM is $CHROMIUM, which does not run." >&2
    exit 2
fi
installed && exit 0
playwrights 2>/dev/null && exit 0

echo "Installing Chromium for the browser tests" >&2
if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
    as_root apt-get update -qq >&2 || true
    for package in chromium-headless-shell chromium; do
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" >&2 || true
        installed && exit 0
    done
    # Ubuntu's package is a snap, which runs nowhere but on a desktop
    as_root .venv/bin/playwright install-deps chromium >&2 || true
fi
.venv/bin/playwright install chromium >&2
playwrights && exit 0

echo "No Chromium could be installed. Install one and set CHROMIUM to its path." >&2
exit 2
