# Two commands do all set-up: `make demo` and `make test`. Each makes .venv when
# it is missing and is quick the second time.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: demo test soak lint bench clean

demo: .venv/demo.stamp
	$(BIN)/scrapy demo

test: lint
	$(BIN)/python -m pytest -n 2

# The same tests at the full figures.
soak: .venv/test.stamp
	SOAK=1 $(BIN)/python -m pytest -n 2

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/test.stamp
	$(BIN)/python -m tests.bench

clean:
	rm -rf .venv build dist *.egg-info demo-output

.venv/demo.stamp: setup.py constraints.txt | .venv/bin/python
	$(PIP) install -c constraints.txt -e .
	touch $@

.venv/test.stamp: setup.py constraints.txt | .venv/bin/python
	$(PIP) install -c constraints.txt -e '.[test]'
	touch $@

# Debian ships Python without its venv module: as root it is installed.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@$(PYTHON) -m venv .venv 2>/dev/null || { \
		rm -rf .venv; \
		[ "$$(id -u)" = 0 ] || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }; \
		apt-get update -q && apt-get install -qy python3-venv && $(PYTHON) -m venv .venv; }
