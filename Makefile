# One line each: what a person does with this repository.
# WORKERS is how many processes the tests run in.
# TORCH_INDEX chooses another build of torch, e.g. TORCH_INDEX=https://download.pytorch.org/whl/cpu
PYTHON ?= python3
TORCH_INDEX ?=
WORKERS ?= 2
BIN := .venv/bin
# pip shows its progress to a person, and says nothing in a log.
PIP := $(BIN)/python -m pip install --disable-pip-version-check $(shell test -t 2 || echo --quiet)

.PHONY: help setup run test check fmt bench clean

help:  ## Show this help.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

setup: .venv/ready  ## Install everything into .venv and prepare the search.

.venv/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Backprep needs Python 3.11 or newer; name one with PYTHON=…"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --upgrade "pip>=24"
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "torch==2.13.0"
	$(PIP) --editable ".[torch,dev]"
	$(BIN)/backprep setup
	touch $@

run: setup  ## Start Backprep: the playground on http://127.0.0.1:8080, and every platform that is set up.
	@$(BIN)/backprep run

test: setup  ## Run the tests (all but those that need a real Discord or Slack).
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

check: setup  ## What CI runs: format, lint, types, imports, the bank, tests.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/backprep bank check knowledge/questions
	$(BIN)/backprep bank fmt --check knowledge/questions
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

fmt: setup  ## Write code and bank in their canonical form.
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/backprep bank fmt knowledge/questions

bench: setup  ## Measure the search, the storage and the worker against the baselines a user would pick instead.
	$(BIN)/python -m benchmarks.search
	$(BIN)/python -m benchmarks.storage
	$(BIN)/python -m benchmarks.worker

clean:  ## Remove the virtual environment and caches; data/ is kept.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
