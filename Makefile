# Everything that a newcomer needs: `make run` to see it, `make test` to prove it, `make help` for the rest.
PY := $(firstword $(foreach p,python3 python3.13 python3.12 python3.14,$(shell $(p) -c 'import sys; sys.version_info>=(3,12) and print("$(p)")' 2>/dev/null)))
VENV ?= .venv
BIN := $(VENV)/bin
TESTS ?= -n 2 --dist loadfile --no-loadscope-reorder
PYTEST := $(BIN)/python -m pytest $(TESTS)
export UV_PYTHON_DOWNLOADS = never

.PHONY: help install run dev reset test test-all coverage checks lint format types contracts templates migrations tests lock hooks clean

help: ## what can be done here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

install: $(VENV)/.stamp $(VENV)/.compiled ## the virtual environment, with all that the project needs

$(VENV)/.stamp: requirements.lock bootstrap.lock
	@test -n "$(PY)" || { echo "Python >= 3.12 is needed; none was found on the PATH."; exit 1; }
	$(PY) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r bootstrap.lock
	$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes requirements.lock
	touch $@

$(VENV)/.compiled: $(VENV)/.stamp $(wildcard matching/engine/*.py)
	@echo "Compiling the engine, about half a minute …"
	$(BIN)/python -m matching.engine.warm_up
	touch $@

run: install ## the site with the example world, from nothing
	$(BIN)/python -m app run

dev: install ## the same, started anew at each change of the code, with the queries of each page at its foot
	$(BIN)/python -m app dev

reset: ## forget the example world; the next `make run` makes it anew
	rm -rf instance

test: checks ## the proof: lint, types, contracts, and each test on one of the two databases
	$(PYTEST)

test-all: checks ## everything: each test on both databases, the long ones too
	$(PYTEST) --everything

coverage: install ## which lines and branches the tests reach: a report, no target
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest $(TESTS)
	$(BIN)/python -m coverage combine -q
	$(BIN)/python -m coverage report

checks: lint types contracts templates migrations

lint: install ## style of the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: install ## bring the code into the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: install ## types, strictly
	$(BIN)/mypy

contracts: install ## who may import whom
	$(BIN)/lint-imports

templates: install ## style of the templates
	$(BIN)/djlint templates --lint --quiet

migrations: install ## whether models and migrations agree
	$(BIN)/python -m app check-migrations

lock: install ## pin what pyproject.toml asks for
	$(BIN)/uv pip compile pyproject.toml --python $(BIN)/python --all-extras --group dev --universal --python-version 3.12 --generate-hashes --no-header --no-annotate -o requirements.lock

hooks: install ## run the quick checks before each commit
	$(BIN)/pre-commit install

clean: ## leave nothing that a command can make
	rm -rf $(VENV) build instance
