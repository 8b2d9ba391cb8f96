# `make demo` and `make test` set up everything themselves: Python ≥ 3.11 with venv, and make, are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq

# Whatever the caller's habits, compiled modules are kept: tests and demo start many short processes, and each would
# compile every module of ours anew.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test real lint format docs bench lock clean
help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

# The stamps name what they were made from, so that a changed lock file installs again
# and an interrupted installation is never taken for a finished one.
$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sddc needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

demo: $(VENV)/.runtime  ## the whole way, end to end, in a lab on this machine
	@$(BIN)/sddc lab demo examples/three-sites

test: $(VENV)/.dev  ## lint, types, layers and every test that needs no root; COVERAGE=1 holds the floor of coverage, too
	@$(MAKE) --no-print-directory lint
	@$(BIN)/pytest -m "not real" --numprocesses 2 --dist loadfile $(if $(COVERAGE),--cov --cov-report=term)

real: $(VENV)/.dev  ## what needs root: FRR, Prometheus and the OpenStack lab (installs its Debian packages)
	@tests/real/install-packages
	@$(BIN)/pytest -m real tests/real

lint: $(VENV)/.dev  ## ruff, mypy, import-linter, and the words that are not used here
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m tests.words

format: $(VENV)/.dev  ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix-only .

docs: $(VENV)/.dev  ## write the generated tables in docs/ again
	@$(BIN)/python -m tests.generated_docs

bench: $(VENV)/.dev  ## measure rendering and a large estate, and hold both to their limits
	@$(BIN)/python bench/run.py
	@$(BIN)/python bench/scale.py $(if $(SLACK),--slack $(SLACK))

lock:  ## resolve the dependencies again
	@$(PYTHON) -m venv $(VENV)/lock && $(VENV)/lock/bin/python -m pip -q install uv
	@$(VENV)/lock/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-annotate --no-header --extra build pyproject.toml -o requirements.lock
	@$(VENV)/lock/bin/uv pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-annotate --no-header --extra build --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## remove everything that make has made here
	@test ! -x $(BIN)/sddc || $(BIN)/sddc lab down --state .demo/lab --wipe
	@rm -rf $(VENV) .demo .mypy_cache .ruff_cache .pytest_cache
