# Nineteen. `make` alone lists what can be done. Nothing here needs more than Python and its
# venv module; only `make lock` needs uv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
PACKAGES := libs/shared services/contact services/scheduling services/followup \
            services/dashboard services/standalone
READY := .venv/.ready

# What `make test` runs: everything on all cores, or T=path (or T='path -k word') in one process.
T ?=
JOBS ?= $(if $(T),0,auto)
# How many seeds `make chaos` takes.
SEEDS ?= 1

.PHONY: help
help: ## List these targets
	@echo "Nineteen: nineteen minutes of advice, kept to the second."
	@echo
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) \
	  | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'
	@echo
	@echo "Start with: make run"

.PHONY: setup
setup: $(READY) ## Make .venv and install everything from requirements.lock (done by the others)

$(READY): requirements.lock $(PACKAGES:%=%/pyproject.toml)
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Nineteen needs Python 3.11 or newer, and there is no '$(PYTHON)' here."; \
	  echo "Install one, or say which: make setup PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Nineteen needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1)."; \
	  echo "Say which one to use: make setup PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "This Python has no venv module. On Debian and Ubuntu: apt install python3-venv"; \
	  exit 1; }
	@echo "Making .venv (a minute or so the first time) ..."
	@$(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check \
	  --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps \
	  --no-build-isolation $(PACKAGES:%=-e %)
	@touch $@

.PHONY: run
run: $(READY) ## Run Nineteen on this machine, with a demo agency (DEMO=0 for none)
	@DEMO=$(or $(DEMO),1) exec $(BIN)/nineteen up

.PHONY: test
test: $(READY) ## Run the whole test suite, or a part of it: make test T=services/contact
	@$(BIN)/python -m pytest -q -rs -n $(JOBS) $(T)

.PHONY: test-integration
test-integration: $(READY) ## Run what needs a Kafka and a MongoDB, on real ones (make servers fetches them)
	@$(BIN)/python -m pytest -q -rs -n $(JOBS) -m "cluster and not soak" $(T)

.PHONY: check
check: $(READY) ## Format, lint, types, import contracts, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/nineteen docs --check
	$(BIN)/python -m pytest -q tests/architecture

.PHONY: fmt
fmt: $(READY) ## Format the code, and mend what ruff can mend
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

.PHONY: bench
bench: $(READY) ## Measure: goal, measured, verdict (ONLY=R1,R7 for some, WRITE=1 keeps the table)
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(WRITE),--write)

.PHONY: chaos
chaos: $(READY) ## Inject every fault of docs/failure-matrix.md, and write it (SEEDS=20)
	@$(BIN)/python -m pytest -q -rs -n $(JOBS) -m "chaos and not soak" --seeds $(SEEDS) \
	  --matrix docs/failure-matrix.md $(T)

.PHONY: practice
practice: $(READY) ## Write docs/practice.md anew: which tests hold which rule
	@$(BIN)/python -m nineteen.shared.testing.practice docs/practice.md

.PHONY: soak
soak: $(READY) ## Run the large counts (long)
	@$(BIN)/python -m pytest -q -m soak --timeout=0 $(T)

.PHONY: browser
browser: ## Install Chromium for the browser tests (Debian and Ubuntu, as root); without it they skip
	@command -v chromium >/dev/null || { apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends chromium >/dev/null; } || \
	  echo "No Chromium could be installed here: the browser tests will skip and say so."

.PHONY: servers
servers: $(READY) ## Fetch what a Kafka and a MongoDB for tests need (Debian and Ubuntu, as root)
	@command -v java >/dev/null && command -v mvn >/dev/null || { apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless maven >/dev/null; } || \
	  echo "Neither Java nor Maven could be installed here."
	@command -v kcat >/dev/null || { apt-get update -qq && \
	  apt-get install -y -qq --no-install-recommends kafkacat >/dev/null; } || \
	  echo "kcat could not be installed here: the test that reads with it will skip and say so."
	@$(BIN)/python -m nineteen.shared.testing.servers || \
	  echo "Tests that need these servers will skip and say so, unless an engine or addresses are there."

.PHONY: up
up: ## Run Nineteen on Kafka and MongoDB in containers (needs docker with compose)
	@docker compose version >/dev/null 2>&1 || { \
	  echo "make up needs docker with compose, and there is none here."; \
	  echo "Without containers: make run"; exit 1; }
	@docker compose up --detach --build --wait || { \
	  echo "Not everything got ready. What it said: docker compose logs"; exit 1; }
	@echo "Nineteen runs at http://127.0.0.1:8019"
	@echo "Stop it with: make down (everything is kept)"

.PHONY: down
down: ## Stop those containers; their data stays
	@docker compose down

.PHONY: docs
docs: $(READY) ## Write the generated pages again
	@$(BIN)/nineteen docs

.PHONY: lock
lock: ## Resolve the dependencies again and write requirements.lock (needs uv; UPGRADE=1 for newest)
	@command -v $(UV) >/dev/null || { \
	  echo "make lock needs uv, and there is no '$(UV)' here."; \
	  echo "Install it outside this repository (pip install uv), or: make lock UV=/path/to/uv"; \
	  exit 1; }
	$(UV) lock $(if $(UPGRADE),--upgrade)
	$(UV) export -q --all-packages --all-groups --no-emit-workspace --no-header \
	  -o requirements.lock
	$(UV) export -q --all-packages --no-default-groups --no-emit-workspace --no-header \
	  -o deploy/requirements.lock
	$(UV) export -q --only-group build --no-emit-workspace --no-header -o deploy/build.lock

.PHONY: clean
clean: ## Remove what can be made again (.venv, caches); data in var/ stays
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
