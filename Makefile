# One verb per habit. `make` alone lists them.
# PYTHON=/path/to/python3.11 chooses the interpreter of a first set-up.

SHELL := /bin/bash
PYTHON ?=
BIN := .venv/bin
# A process for each core and one more, because tests that kill and restart wait a lot; what belongs together stays in
# one of them (tests/conftest.py).
PYTEST := $(BIN)/python -m pytest -n $(shell echo $$(($$(nproc) + 1))) --maxprocesses 8 --dist loadgroup --no-loadscope-reorder --durations=40
LOCK_TOOL := .lock-tool
SERVICES := var-services

.DEFAULT_GOAL := help
.PHONY: help setup demo serve services services-stop test test-slow test-services test-exhaustive test-all score bench bench-search bench-portal check pictures format docs lock

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 22

setup: ## install what is missing: Debian packages, virtual environment, locked requirements
	@PYTHON="$(PYTHON)" bash setup/install.sh

# While the servers of `make services` run, the demonstration takes place on them.
demo: setup ## set up, draw sample papers, digitise them and show what came out
	@settings=; [ ! -f $(SERVICES)/settings.env ] || settings=$$($(BIN)/python -m benchmarks.servers settings) || exit 1; \
	eval "$$settings"; $(BIN)/sohoa demo --portal $${settings:+--on-servers}

serve: setup ## serve the portal on this machine (ARGS="--port 8470")
	@$(BIN)/sohoa serve $(ARGS)

services: export SOHOA_REQUIRE_SERVICES = 1
services: setup ## start SeaweedFS, PostgreSQL, Elasticsearch, a Prefect server and a worker; print the settings
	@$(BIN)/python -m benchmarks.servers start

services-stop: ## stop them; what they keep stays in var-services
	@$(BIN)/python -m benchmarks.servers stop

# What the tests alone need is installed by what tests.
test test-slow test-services test-exhaustive pictures: export SOHOA_SETUP_TESTS = 1

test: setup ## set up and run the quick tests (some 10 minutes on 2 cores)
	@$(PYTEST) -m "not slow and not services and not exhaustive"

test-slow: setup ## the suites that `make test` leaves out: slow ones and those with real servers
	@$(PYTEST) -m "(slow or services) and not exhaustive"

test-services: export SOHOA_REQUIRE_SERVICES = 1
test-services: setup ## start the real servers and run the contract suites on them
	@$(PYTEST) -m services

test-exhaustive: setup ## long commands killed at every point they pass (most of an hour; before a release)
	@$(PYTEST) -m exhaustive

test-all: test test-slow test-exhaustive ## every test

check: setup ## format, lint, types, import contracts, licences
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/mypy setup/licences.py setup/errors_page.py setup/types_page.py setup/openapi_document.py
	@$(BIN)/lint-imports
	@$(BIN)/python setup/licences.py

score: setup ## print accuracy on drawn papers, on labelled scans too (SCANS=folder; FULL=1 all sides; REPORT=1 report seeds; HARD=1)
	@$(BIN)/python -m benchmarks.score $(if $(SCANS),--scans "$(SCANS)") $(if $(FULL),--full) $(if $(REPORT),--report) $(if $(HARD),--hard)

bench: setup ## print CPU and memory by stage and engine, the whole job beside OCRmyPDF (FULL=1 for more papers)
	@$(BIN)/python -m benchmarks.bench $(if $(FULL),--full)

bench-search: setup ## time searches in generated results on both indexes, side by side (RESULTS=1000000)
	@$(BIN)/python -m benchmarks.search_scale --results $(or $(RESULTS),1000000)

bench-portal: setup ## fifty clerks at the portal for a minute while a batch is digitised (RESULTS=1000000, KEEP=folder)
	@$(BIN)/python -m benchmarks.portal_load --results $(or $(RESULTS),1000000) $(if $(KEEP),--keep "$(KEEP)")

pictures: setup ## take the pictures of docs/pictures anew, by the tests that walk the portal in a browser
	@SOHOA_PICTURES=$(CURDIR)/docs/pictures $(BIN)/python -m pytest -q tests/web -m "not exhaustive"

format: setup ## put every file into the house's format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

docs: setup ## write docs/errors.md, docs/document_types.md and docs/openapi.json from the declarations
	@$(BIN)/python setup/errors_page.py
	@$(BIN)/python setup/types_page.py
	@$(BIN)/python setup/openapi_document.py

# uv only resolves; the product is installed by pip, so uv stays out of the lock. Pins stay unless UPGRADE=1.
lock: ## resolve pyproject.toml into requirements.lock again (UPGRADE=1 takes newer releases)
	@test -x $(LOCK_TOOL)/bin/uv || { python3 -m venv $(LOCK_TOOL) && $(LOCK_TOOL)/bin/pip install --quiet uv==0.13.9; }
	@$(LOCK_TOOL)/bin/uv pip compile pyproject.toml --group test --group test-services --group measure --group check \
	    --python-version 3.11 --python-platform x86_64-unknown-linux-gnu --no-emit-package opencv-python-headless \
	    --generate-hashes --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) --quiet -o requirements.lock
	@$(LOCK_TOOL)/bin/uv pip compile --group fast-reading --constraint requirements.lock \
	    --python-version 3.11 --python-platform x86_64-unknown-linux-gnu \
	    $(foreach package,opencv-python-headless numpy packaging pillow,--no-emit-package $(package)) \
	    --generate-hashes --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) --quiet -o fast-reading.lock
