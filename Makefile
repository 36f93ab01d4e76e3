# Everything that is done with this folder. `make` alone lists it.

.DEFAULT_GOAL := help
.PHONY: help run test bench soak lint docs requirements clean

help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' Makefile | expand -t 14

run: ## database, pages and a simulated floor on this machine; Ctrl-C stops it
	@sh scripts/sync.sh run
	@exec .venv/bin/floorcast up

# four workers and the programs they start share what is compiled, whatever the machine says
test: export PYTHONDONTWRITEBYTECODE :=
test: ## all tests on PostgreSQL 16, those of the database on 18 as well
	@sh scripts/sync.sh dev
	FLOORCAST_TEST_PG=18 .venv/bin/pytest tests/sql tests/database -q -n 2 --dist worksteal
	browser=$$(sh scripts/browser.sh) && CHROMIUM="$$browser" .venv/bin/pytest -m "not soak" -n 4 --dist worksteal

soak: ## the long form of the convergence test: 100,000 changes and every kind of failure
	@sh scripts/sync.sh dev
	.venv/bin/pytest -m soak

bench: ## how fast it is, next to what the machine could do
	@sh scripts/sync.sh dev
	.venv/bin/python -m bench

lint: ## style, types, SQL, and which package may import which
	@sh scripts/sync.sh dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/sqlfluff lint sql migrations
	.venv/bin/lint-imports

docs: ## the data dictionary, from the comments in the database
	@sh scripts/sync.sh run
	.venv/bin/floorcast docs --output docs/data-dictionary.md

requirements: ## what a Databricks App installs, from uv.lock
	@sh scripts/requirements.sh >requirements.txt

clean: ## remove environments and caches; the data in .data stays
	rm -rf .venv .uv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
