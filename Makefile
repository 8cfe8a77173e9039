# Everything a newcomer needs: `make run` to see it, `make test` to prove it.
PY := $(firstword $(foreach p,python3 python3.13 python3.12 python3.14,$(shell $(p) -c 'import sys; sys.version_info>=(3,12) and print("$(p)")' 2>/dev/null)))
VENV ?= .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS = never

.PHONY: install run test lint types contracts templates migrations tests lock clean

install: $(VENV)/.stamp $(VENV)/.compiled

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

run: install
	$(BIN)/python -m app run

test: lint types contracts templates migrations tests

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

contracts: install
	$(BIN)/lint-imports

templates: install
	$(BIN)/djlint templates --lint --quiet

migrations: install
	$(BIN)/python -m app check-migrations

tests: install
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lock: install
	$(BIN)/uv pip compile pyproject.toml --python $(BIN)/python --all-extras --group dev --universal --python-version 3.12 --generate-hashes --no-header --no-annotate -o requirements.lock

clean:
	rm -rf $(VENV) build
