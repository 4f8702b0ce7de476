# Needs make and Python 3.11 or newer with venv; everything else is fetched into .venv, by hash.
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11,$(shell \
	$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $p)))
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
INSTALL := $(PIP) install --require-hashes --only-binary=:all:
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" uv pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --group build

.PHONY: help demo demo-reset tour test check lint book bench vault store lock clean
help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: $(VENV)/run ## start everything on this machine, with example data; Ctrl-C stops it
	@exec $(BIN)/gesprekspunt demo
demo-reset: $(VENV)/run ## the same, afresh
	@exec $(BIN)/gesprekspunt demo --reset
tour: $(VENV)/run ## walk the whole job as each of its people
	@exec $(BIN)/gesprekspunt tour

test: $(VENV)/dev ## run all tests
	@exec $(BIN)/python -m pytest -n auto --dist worksteal
check: lint book test ## all that CI checks
lint: $(VENV)/dev
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --check --quiet
	$(BIN)/mypy --no-error-summary
	$(BIN)/lint-imports --no-cache
	$(BIN)/deptry .
book: $(VENV)/dev ## each requirement of the book with the tests that show it
	@$(BIN)/python -m tests.book
bench: $(VENV)/dev ## how fast, beside plain PostgreSQL; a quarter of an hour, less with BENCH_ORGANISATIONS=500 or `python -m tests.bench GROUP`
	@exec $(BIN)/python -m tests.bench
vault: ## build a Vault server for the tests, once: 13 minutes on two cores
	@$(PYTHON) -m tests.vault_server build
store: ## build a server of objects for the tests, once: two minutes
	@$(PYTHON) -m tests.s3_server build

lock: ## write the lock files anew, with uv
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock
clean: ## remove what the commands above made here, the demo's data too
	rm -rf $(VENV) .data build *.egg-info .hypothesis .mypy_cache .ruff_cache

$(VENV)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; name it: make PYTHON=…"; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV) && touch $@
$(VENV)/run: requirements.lock pyproject.toml | $(VENV)/python
	@echo "Installing what requirements.lock names (a minute or two, once)"
	@$(INSTALL) --requirement requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable . && touch $@
$(VENV)/dev: requirements-dev.lock $(VENV)/run
	@echo "Installing what requirements-dev.lock names, for the tests (once)"
	@$(INSTALL) --requirement requirements-dev.lock && touch $@
