# The only door: every recipe that people and CI run is here.
# `make help` lists them; each works on a fresh clone and builds what it needs.

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3 python,$(shell command -v $(name) 2>/dev/null)))
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
LOCKS := requirements/runtime.txt requirements/dev.txt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install lock clean

help: ## list the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

install: $(INSTALLED) ## make .venv with every package pinned by hash

install-with = { $(1) --require-hashes -r requirements/dev.txt && $(1) --no-deps --no-build-isolation --editable .; }

# uv installs the same hashes quicker, where there is one; pip is enough.
# pyproject.toml is an input because the console script and the build back end stand there.
$(INSTALLED): requirements/dev.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python found: install Python 3.11 or later, or name one with PYTHON=…" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and f"{sys.executable} is Python {sys.version.split()[0]}; 3.11 or later is needed: name one with PYTHON=…")'
	@test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	@{ command -v uv >/dev/null 2>&1 && $(call install-with,uv pip install --quiet --python $(BIN)/python); } || \
		$(call install-with,$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input)
	@touch $@

lock: $(INSTALLED) ## write requirements/*.txt anew: versions a week old at least, with hashes
	$(LOCK) --upgrade --group dev -o requirements/dev.txt pyproject.toml
	$(LOCK) --constraints requirements/dev.txt -o requirements/runtime.txt pyproject.toml

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --exclude-newer '7 days' --no-header --no-emit-index-url --no-emit-find-links

clean: ## remove what the recipes made, but not the data in var/
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage .coverage.*
