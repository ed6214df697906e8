SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHARED := ../shared
FILES := 2000
ROUNDS := 60
SEED := 1
SECONDS := 600

.PHONY: help setup run test lint accuracy bench soak fuzz lock clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: $(READY) ## .venv with everything that the lock file names, and system packages where they can be installed

$(READY): requirements.lock pyproject.toml
	@python=
	for candidate in python3.11 python3.12 python3; do
	  if $$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
	    python=$$candidate; break
	  fi
	done
	if [ -z "$$python" ] || ! $$python -c 'import ensurepip' 2>/dev/null; then
	  echo "setup: system packages needed: python3 python3-venv (Python 3.11 or 3.12)"
	  if [ "$$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo="sudo -n"; else
	    echo "setup: no root here; ask for: apt-get install python3 python3-venv"; exit 1
	  fi
	  $$sudo apt-get update -qq
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv
	  python=$${python:-python3}
	fi
	if ! tesseract --list-langs 2>/dev/null | grep -qx vie; then
	  if [ "$$(id -u)" = 0 ]; then sudo=; elif sudo -n true 2>/dev/null; then sudo="sudo -n"; else sudo=none; fi
	  if [ "$$sudo" = none ] || ! command -v apt-get > /dev/null; then
	    echo "setup: scanned pages need Tesseract; ask for: apt-get install tesseract-ocr tesseract-ocr-vie"
	  else
	    $$sudo apt-get update -qq
	    $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends tesseract-ocr \
	      tesseract-ocr-vie || echo "setup: Tesseract cannot be installed; scanned pages will be rejected"
	  fi
	fi
	[ -x $(BIN)/python ] || $$python -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

run: setup ## the main job on the sample plans, then a few answers
	@mkdir -p build
	status=0; $(BIN)/kehoach ingest corpus/samples/sample-* --warehouse build/samples.duckdb || status=$$?
	echo; echo "== targets for one indicator, compared across provinces"
	$(BIN)/kehoach query target_comparison --warehouse build/samples.duckdb
	echo; echo "== tasks by lead agency"
	$(BIN)/kehoach query tasks_by_lead --warehouse build/samples.duckdb
	exit $$status

test: setup ## all tests
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile

lint: setup ## ruff, mypy, import-linter
	@$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

accuracy: setup ## scores against gold: the samples, and ../shared where it is
	@mkdir -p build
	echo "== corpus/samples"
	$(BIN)/kehoach ingest corpus/samples/sample-* --direct --json --warehouse build/samples.duckdb > build/samples.json
	$(BIN)/kehoach evaluate corpus/samples/gold --warehouse build/samples.duckdb
	echo; echo "== benchmarks/plans, annotated apart from the rules"
	$(BIN)/kehoach ingest benchmarks/plans --direct --json --warehouse build/plans.duckdb > build/plans.json
	$(BIN)/kehoach evaluate benchmarks/plans/gold --warehouse build/plans.duckdb
	echo; echo "== rows of the samples by format, F1 and what it lies below that of the texts"
	$(BIN)/python -m benchmarks.formats build/formats
	echo; echo "== error rates of OCR: Tesseract alone (bare) and ours on the same page images"
	if command -v tesseract > /dev/null; then $(BIN)/python -m benchmarks.ocr_accuracy $(SHARED)/real; else
	  echo "no Tesseract here: kehoach doctor tells how to get it"
	fi
	if [ -d $(SHARED)/seeds ] && [ -d $(SHARED)/gold ]; then
	  echo; echo "== $(SHARED)/seeds"
	  $(BIN)/kehoach ingest $(SHARED)/seeds --direct --json --warehouse build/seeds.duckdb > build/seeds.json
	  $(BIN)/kehoach evaluate $(SHARED)/gold --warehouse build/seeds.duckdb
	else
	  echo; echo "no $(SHARED)/seeds here: only the samples are scored"
	fi

bench: setup ## speed and memory as ratios in one run, also in benchmarks/results.json
	@$(BIN)/python benchmarks/run.py

soak: setup ## files arrive over many runs that are killed at random points (FILES=2000 ROUNDS=60 SEED=1)
	@$(BIN)/python -m benchmarks.soak build/soak --files $(FILES) --rounds $(ROUNDS) --seed $(SEED)

fuzz: setup ## hostile bytes and texts for so many seconds (SECONDS=600)
	@$(BIN)/python -m benchmarks.fuzz --seconds $(SECONDS)

lock: ## write requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile pyproject.toml --extra dask --extra dev --universal --python-version 3.11 \
	  --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock

clean: ## remove what make made
	@rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
