# parindex: two targets matter. `make` installs, prepares the demonstration and serves it; `make test` runs every test.
SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := run

BOOT := .bootstrap
VENV := .venv
PY   := $(VENV)/bin/python
PORT ?= 8000

.PHONY: run install test test-fast lint bench lock messages clean

run: install ## install everything, prepare the demonstration and serve it
	@$(VENV)/bin/parindex demo
	@$(VENV)/bin/parindex serve --port $(PORT) --accounts

install: $(VENV)/.installed ## install the program into .venv

test: install ## install what the tests need, then run them all on SQLite and on PostgreSQL
	@tests/run

test-fast: install ## what needs neither PostgreSQL nor Chromium
	@$(PY) -m pytest -n 2 -q tests/engine tests/golden tests/apps tests/web

lint: install ## style, types, layers, templates
	@$(VENV)/bin/ruff check . && $(VENV)/bin/ruff format --check . && $(VENV)/bin/mypy parindex && $(VENV)/bin/lint-imports && \
	find parindex/web/templates -name "*.html" -exec $(VENV)/bin/djade --check --target-version 6.0 {} +

bench: install ## print the benchmark's figures
	@$(PY) -m tests.load.benchmark

lock: $(BOOT)/bin/uv ## resolve requirements.lock anew from pyproject.toml
	@$(BOOT)/bin/uv pip compile pyproject.toml --universal --generate-hashes --group dev -o requirements.lock -q

messages: install ## collect strings for translation and compile the catalogues (needs gettext)
	@$(PY) -m tests.messages --write

clean: ## remove what was installed and the demonstration's data
	@rm -rf $(VENV) $(BOOT) var

$(BOOT)/bin/uv:
	@python="$$(./deploy/find-python)" && "$$python" -m venv $(BOOT) || { \
	  echo "Python's venv module is missing: apt install python3-venv" >&2; exit 1; }
	@$(BOOT)/bin/pip install --quiet --disable-pip-version-check uv

$(VENV)/.installed: requirements.lock pyproject.toml | $(BOOT)/bin/uv
	@echo "Installing into $(VENV) …"
	@test -x $(PY) || $(BOOT)/bin/uv venv --quiet --python "$$(./deploy/find-python)" $(VENV)
	@VIRTUAL_ENV=$(VENV) $(BOOT)/bin/uv pip sync --quiet --require-hashes requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BOOT)/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
