# The two commands of the README: `make demo`, `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= $(firstword $(foreach p,python3.13 python3.12 python3.11 python3.14 python3,$(shell \
    $(p) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(p))))
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SETUP := pyproject.toml constraints.txt

# $(call install,EXTRAS): the virtual environment with the package and its extras, at the pinned versions.
define install
	@test -n '$(PYTHON)' || { echo 'kg-builder needs Python 3.11 or later with the venv module'; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --quiet --constraint constraints.txt --editable '.$(1)'
	@touch $@
endef

.venv/.run: $(SETUP)
	$(call install,)

.venv/.dev: $(SETUP)
	$(call install,[dev])
	@touch .venv/.run

.PHONY: help demo test lint bench browser constraints clean

help:                   ## lists the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 22

demo: .venv/.run        ## builds the bundled sample into output/
	@$(BIN)/kg-builder demo -o output
	@echo 'Open output/graph.html in a browser.'

test: lint browser      ## sets up everything, then runs every check and every test
	$(BIN)/kg-builder rules check
	$(BIN)/python -m pytest

lint: .venv/.dev        ## style, types, import contracts
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.dev       ## cold starts, reading, building and the page, measured on this machine
	$(BIN)/python -m benchmarks

browser:                # Chromium and Chinese fonts from the system, for the tests of the page
	@if ! command -v chromium >/dev/null || ! fc-list :lang=zh 2>/dev/null | grep -q .; then \
	    if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
	            chromium fontconfig fonts-noto-cjk >/dev/null; \
	    else echo 'Install chromium and a Chinese font, or the tests of the page will be skipped.'; fi; fi

constraints: .venv/.dev # pins what is installed now: names and versions only
	$(PIP) freeze --exclude-editable | grep -E '^[A-Za-z0-9._-]+==' > constraints.txt
	@touch .venv/.dev .venv/.run

clean:                  ## removes what make and the tests made; builds in output/ stay
	rm -rf .venv dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
