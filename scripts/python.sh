#!/bin/sh
# Print the path of a Python this project runs on: 3.11 or newer.
set -eu

for name in python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        # the program itself: a shim may mean another Python tomorrow
        exec "$name" -c 'import sys; print(sys.executable)'
    fi
done

found=$(python3 --version 2>/dev/null || echo "no python3 at all")
echo "Floorcast needs Python 3.11 or newer; found $found." >&2
echo "Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python)." >&2
exit 2
