# make run    a home to look around in, at http://127.0.0.1:8000
# make test   every test, the ones in a real browser too
# make check  what a reader would say: lint, layout, types, the direction of imports, the packs
# The rest is listed by `make help`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CORPUS ?= ../shared/interop
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
POSTGRES_BIN ?= $(patsubst %/initdb,%,$(lastword $(wildcard /usr/lib/postgresql/*/bin/initdb)))
PYTEST_ARGS ?=
RUN_ARGS ?=
CRASH_ARGS ?=

# An installation is as new as the files that say what belongs in it: a stamp file's time is all that is compared.
SAYS_WHAT_IS_NEEDED := setup.cfg pyproject.toml constraints.txt
INSTALLED := $(VENV)/.installed
INSTALLED_DEV := $(VENV)/.installed-dev
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: help run test check check-lint check-layout check-types check-imports check-architecture check-packs \
        browser postgres interop bench crash crash-night night pins clean needs-chromium needs-postgres

help:
	@echo "make run        start Cartref here (RUN_ARGS='…' goes to cartref run)"
	@echo "make test       every test (PYTEST_ARGS='…' goes to pytest; SKIP_BROWSER=1 leaves out the browser)"
	@echo "make check      lint, layout, types, direction of imports, architecture, packs"
	@echo "make browser    install Chromium from Debian's packages (root or sudo)"
	@echo "make postgres   install PostgreSQL from Debian's packages (root or sudo); no server of yours is touched"
	@echo "make interop    run over third-party forms in CORPUS=$(CORPUS) and print figures"
	@echo "make bench      side-by-side benchmarks"
	@echo "make crash      break the stores on purpose and print what was lost (CRASH_ARGS='kills --seed 1')"
	@echo "make crash-night  the same, twenty times as often"
	@echo "make night      the tests again, with many more examples"
	@echo "make pins       write constraints.txt from what is installed"
	@echo "make clean      take away what can be made again (kept records stay)"

run: $(INSTALLED)
	@exec $(BIN)/cartref run $(RUN_ARGS)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Cartref needs Python 3.11 or newer; name one with: make PYTHON=python3.11 …" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { echo "Python could not make $(VENV). On Debian type: apt-get install python3-venv" >&2; exit 1; }

$(INSTALLED): $(SAYS_WHAT_IS_NEEDED) | $(BIN)/python
	@echo "Installing what Cartref needs into $(VENV) (only when $(SAYS_WHAT_IS_NEEDED) changed) …"
	@$(PIP) --editable .
	@touch $@

$(INSTALLED_DEV): $(SAYS_WHAT_IS_NEEDED) | $(BIN)/python
	@echo "Installing what the tests and checks need into $(VENV) (only when $(SAYS_WHAT_IS_NEEDED) changed) …"
	@$(PIP) --editable '.[test,bench,dev]'
	@touch $(INSTALLED) $@

needs-chromium:
	@if [ "$${SKIP_BROWSER:-}" = 1 ]; then \
	  echo "*** SKIP_BROWSER=1: the browser tests are left out. What people see and press is NOT tested. ***"; \
	elif [ ! -x "$(CHROMIUM)" ]; then \
	  echo "The browser tests need Chromium, and there is none here. Type:  make browser" >&2; \
	  echo "(or, to leave them out this time:  SKIP_BROWSER=1 make test)" >&2; \
	  exit 1; \
	fi

needs-postgres:
	@if [ ! -x "$(POSTGRES_BIN)/initdb" ]; then \
	  echo "The tests of the records need PostgreSQL, and there is none here. Type:  make postgres" >&2; \
	  exit 1; \
	fi

test: needs-chromium needs-postgres $(INSTALLED_DEV)
	@CHROMIUM="$(CHROMIUM)" POSTGRES_BIN="$(POSTGRES_BIN)" $(BIN)/pytest --durations=15 --durations-min=0.5 $(PYTEST_ARGS)

# Each part says its own mistakes; `make -k check` says them all at once.
check: check-lint check-layout check-types check-imports check-architecture check-packs

check-lint: $(INSTALLED_DEV)
	$(BIN)/ruff check

check-layout: $(INSTALLED_DEV)
	$(BIN)/ruff format --check

check-types: $(INSTALLED_DEV)
	$(BIN)/mypy

check-imports: $(INSTALLED_DEV)
	$(BIN)/lint-imports

check-architecture: $(INSTALLED_DEV)
	$(BIN)/pytest -q tests/architecture

check-packs: $(INSTALLED_DEV)
	$(BIN)/cartref check plugins/

browser:
	@if [ -x "$(CHROMIUM)" ]; then echo "Chromium is here: $(CHROMIUM)"; \
	elif ! command -v apt-get >/dev/null; then \
	  echo "No apt-get here: install Chromium yourself, or name one with CHROMIUM=/path/to/it" >&2; exit 1; \
	elif [ "$$(id -u)" = 0 ]; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium fonts-liberation; \
	elif command -v sudo >/dev/null; then \
	  sudo apt-get update -q && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -q chromium fonts-liberation; \
	else \
	  echo "Installing Chromium needs an administrator. Ask one to type: apt-get install chromium fonts-liberation" >&2; \
	  exit 1; \
	fi

postgres:
	@if [ -n "$(POSTGRES_BIN)" ]; then echo "PostgreSQL is here: $(POSTGRES_BIN)"; \
	elif ! command -v apt-get >/dev/null; then \
	  echo "No apt-get here: install PostgreSQL 15 or newer yourself, or name its programs with POSTGRES_BIN=/path/to/bin" >&2; exit 1; \
	elif [ "$$(id -u)" = 0 ]; then \
	  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q postgresql; \
	elif command -v sudo >/dev/null; then \
	  sudo apt-get update -q && sudo DEBIAN_FRONTEND=noninteractive apt-get install -y -q postgresql; \
	else \
	  echo "Installing PostgreSQL needs an administrator. Ask one to type: apt-get install postgresql" >&2; \
	  exit 1; \
	fi

interop: $(INSTALLED_DEV)
	@[ -d "$(CORPUS)" ] || { echo "There is no corpus at $(CORPUS). Name one: make interop CORPUS=/path/to/it" >&2; exit 1; }
	@$(BIN)/python -m tools.interop "$(CORPUS)"

bench: $(INSTALLED_DEV)
	@$(BIN)/python -m bench

crash: needs-postgres $(INSTALLED_DEV)
	@POSTGRES_BIN="$(POSTGRES_BIN)" $(BIN)/python -m tools.crash $(CRASH_ARGS)

crash-night: needs-postgres $(INSTALLED_DEV)
	@POSTGRES_BIN="$(POSTGRES_BIN)" $(BIN)/python -m tools.crash --times 20 $(CRASH_ARGS)

night: needs-chromium needs-postgres $(INSTALLED_DEV)
	@CHROMIUM="$(CHROMIUM)" POSTGRES_BIN="$(POSTGRES_BIN)" HYPOTHESIS_PROFILE=night $(BIN)/pytest --durations=30 $(PYTEST_ARGS)

pins: $(INSTALLED_DEV)
	@$(BIN)/python tools/pins.py > constraints.txt.new && mv constraints.txt.new constraints.txt

clean:
	rm -rf $(VENV) build dist artifacts *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
