# The only door: every recipe that people and CI run is here. `make help` lists them;
# each works on a fresh clone and first makes what it needs.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3 python,$(shell command -v $(name) 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
SPARK := $(VENV)/.spark
PYTEST := $(BIN)/python -m pytest

# Some containers forbid Python to keep what it compiled; then each of the hundreds of processes
# that tests start would compile the product anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install run test test-full check docs bench bench-law bench-supervision conformance soak lock clean surroundings

help: ## list the recipes
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-17s %s\n' "$$name" "$$what"; done

install: $(INSTALLED) ## make .venv, every package pinned by version and hash

# pip, because it knows the package index that this machine was given; uv where there is one,
# because it installs the same hashes in a quarter of the time.
UV = uv pip install --quiet --python $(BIN)/python
PIP = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
install-by = { command -v uv >/dev/null 2>&1 && $(call $(1),$(UV)); } || $(call $(1),$(PIP))

define product-with
{ $(1) --require-hashes -r requirements/dev.txt && $(1) --no-deps --no-build-isolation --editable .; }
endef

define spark-with
$(1) --require-hashes --no-build-isolation -r requirements/spark.txt
endef

# pyproject.toml is an input because it names the console script.
$(INSTALLED): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "No Python found: install Python 3.11 or later, or name one with PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"{sys.executable} is Python {sys.version.split()[0]}; 3.11 or later is needed: name one with PYTHON=...")'
	@echo "Installing into $(VENV); the first time takes about a minute ..."
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@$(call install-by,product-with)
	@touch $@

$(SPARK): requirements/spark.txt $(INSTALLED)
	@echo "Installing Spark into $(VENV), 500 MB; this takes about a minute ..."
	@$(call install-by,spark-with)
	@touch $@

run: $(INSTALLED) ## open the portal on demonstration data
	$(BIN)/xianjie demo

surroundings:
	@tools/need.sh chromium postgresql poppler fonts

test: $(INSTALLED) surroundings ## run the tests
	$(PYTEST) -n 2 --dist loadgroup -m "not slow and not soak"

test-full: $(INSTALLED) $(SPARK) surroundings ## what test leaves out: slow tests, larger samples, full branch coverage of the pure core
	@tools/need.sh java go
	HYPOTHESIS_PROFILE=covering $(PYTEST) -n 2 -m "not slow and not soak" --cov --cov-report=term-missing:skip-covered tests/law tests/instruments
	HYPOTHESIS_PROFILE=full $(PYTEST) -n 2 --dist loadgroup -m "(slow or sampled or hypothesis) and not soak"

soak: $(INSTALLED) ## mutate the law, kill issuing 200 times, look for counter-examples for hours
	$(BIN)/python -m tools.mutate_law
	HYPOTHESIS_PROFILE=soak $(PYTEST) -n 2 -m "hypothesis and not browser"
	$(PYTEST) -m soak

check: $(INSTALLED) ## lint, format, types, import contracts, generated pages, docs
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m tools.lawdocs --check
	$(BIN)/python -m tools.lawdeck --check
	$(SPHINX)

docs: $(INSTALLED) ## write the generated pages and build docs/ into build/docs
	$(BIN)/python -m tools.lawdocs
	$(BIN)/python -m tools.lawdeck
	$(SPHINX)

SPHINX = $(BIN)/python -m sphinx -q -W --keep-going -b html docs build/docs

bench: $(INSTALLED) ## time the product beside its peers
	$(BIN)/python -m bench
	$(BIN)/python -m bench.law --rows 1000000 10000000 50000000
	$(BIN)/python -m bench.imports
	$(BIN)/python -m bench.documents
	$(BIN)/python -m bench.certificates
	$(BIN)/python -m bench.reproof

ROWS ?= 1000000
bench-law: $(INSTALLED) ## time decisions over ROWS rows beside their peers
	$(BIN)/python -m bench.law --rows $(ROWS)

conformance: $(INSTALLED) ## run the suites of W3C and 1EdTech that are below SUITES
	@test -n "$(SUITES)" || { echo "SUITES=DIR: docs/reference/conformance.md says what it holds" >&2; exit 1; }
	$(BIN)/python -m tools.conformance "$(SUITES)" --failures --write

bench-supervision: $(INSTALLED) ## find planted frauds among honest bodies, and time it; 15 minutes
	$(BIN)/python -m bench.supervision --sizes 1 10 30

lock: $(INSTALLED) ## write requirements/ anew: versions at least a week old, with hashes
	$(LOCK) --upgrade --group dev -o requirements/dev.txt
	$(LOCK) --constraints requirements/dev.txt -o requirements/runtime.txt
	$(LOCK) --constraints requirements/dev.txt --extra spark -o requirements/spark.txt

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --no-strip-extras --generate-hashes --exclude-newer '7 days' --no-header --no-emit-index-url --no-emit-find-links

clean: ## remove what the recipes made, but not the data in var/
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.*
