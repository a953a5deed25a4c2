# Two commands matter: `make run` and `make test`. Both install what they need first and are quick the second time.
PYTHON ?= python3
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SAMPLES := build/samples
HOME_DIR := build/home
PIP := $(BIN)/python -m pip --disable-pip-version-check install -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install run test lint bench docs

help: ## say what each target does
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

install: $(STAMP) ## create .venv and install everything (TORCH_INDEX=URL picks where torch comes from)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make install PYTHON=python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "torch>=2.13,<3"
	$(PIP) --quiet -e ".[dev]"
	@touch $@

run: install ## build the sample papers, ingest them and serve the web app on this machine
	@$(BIN)/python -m samples $(SAMPLES) >/dev/null
	@$(BIN)/council-papers ingest --home $(HOME_DIR) $(SAMPLES)
	@$(BIN)/council-papers serve --home $(HOME_DIR)

test: lint ## run everything that CI runs: lint, types, all tests
	$(BIN)/python -m pytest

lint: install ## check style, complexity and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: install ## measure ingest, search and answer times (PAPERS=DIR picks other papers than the samples)
	@$(BIN)/python -m samples $(SAMPLES) >/dev/null
	$(BIN)/python -m eval.bench $(or $(PAPERS),$(SAMPLES))

docs: install ## write the generated parts of docs/ anew
	$(BIN)/python docs/generate.py
