# Everything from a clone: no step comes before these. `make help` lists them.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/stamp
SOURCES := $(wildcard libs services omzien deploy tests bench)

.DEFAULT_GOAL := help
.PHONY: help demo test unit bench chaos correlation year up down lint types contracts format lock clean

help: ## list these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(READY) ## run the main job on an example delivery, or on yours: FILE=path; RUNNING=1 fills what `make up` started
	@$(if $(COMPOSE),where=$$($(BIN)/python -m deploy.composed) && eval "$$where" &&) \
	$(BIN)/python -m omzien demo $(if $(COMPOSE)$(RUNNING),--running) $(if $(FILE),"$(FILE)")

test: $(READY) ## all tests, with a broker and a database of their own
	@$(BIN)/python -m deploy.local.with_stack $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

unit: $(READY) ## the tests that need neither broker nor database (seconds)
	@$(BIN)/pytest -q -n 2 --hypothesis-profile=quick tests/unit tests/architecture $(ARGS)

bench: $(READY) ## measure speed beside rivals, latency, growth, footprint: QUICK=1, ONLY=part, PUBLISH=1
	@$(PYTHON) -m deploy.local.bootstrap bench
	@$(BIN)/python -m bench $(if $(QUICK),--quick) $(if $(ONLY),--only $(ONLY)) $(if $(PUBLISH),--publish)

chaos: $(READY) ## break everything under load, then compare sets: QUICK=1, SEED=7, ONLY=broker
	@$(BIN)/python -m tests.chaos

correlation: $(READY) ## measure how well residents are recognised: SEED=7, or PAIRS=file.jsonl of your own
	@$(BIN)/python -m tests.correlation $(if $(SEED),--seed $(SEED)) $(if $(PAIRS),--pairs "$(PAIRS)")

year: $(READY) ## a year of a neighbourhood, 500 plans, with the clock moved: SEED=7, PLANS=500
	@$(BIN)/python -m tests.year $(if $(SEED),--seed $(SEED)) $(if $(PLANS),--plans $(PLANS))

up: $(READY) ## start broker, database and the four services, and keep them running
	@$(BIN)/python -m deploy.local.run up

down: ## stop what `make up` started
	@test ! -e $(READY) || $(BIN)/python -m deploy.local.run down

lint: $(READY) ## ruff: rules and formatting
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)

types: $(READY) ## mypy --strict
	@$(BIN)/mypy $(SOURCES)

contracts: $(READY) ## write the published schemas, AsyncAPI and OpenAPI documents
	@$(BIN)/python -m deploy.contracts

format: $(READY) ## put the sources into shape
	@$(BIN)/ruff check --fix --quiet $(SOURCES) || true
	@$(BIN)/ruff format $(SOURCES)

# Names no index: each machine's own pip configuration says where packages come from.
LOCK := .local/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-config --upgrade
lock: $(READY) ## take the newest versions: rewrite the requirements*.lock
	@$(BIN)/python -m venv --clear .local/uv && .local/uv/bin/pip install --quiet uv
	@$(LOCK) pyproject.toml --output-file requirements-run.lock
	@$(LOCK) pyproject.toml --group dev --output-file requirements.lock
	@$(LOCK) --group pyproject.toml:bench --constraint requirements.lock --output-file requirements-bench.lock

clean: down ## also forget .venv, .local and build
	@rm -rf .venv .local build

# Looked at every time, in 0.1 s: file times say nothing after a copy or a change of branch.
$(READY): FORCE
	@$(PYTHON) -m deploy.local.bootstrap
FORCE:
