# Two commands do all set-up: `make demo` and `make test`. Each makes .venv if it is missing
# and is quick the second time. `make docs` builds docs/ as a site in site/.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: demo test pytest soak fuzz chaos lint bench docs schemas egg browser tools clean lock sbom fresh-user

demo: .venv/demo.stamp
	$(BIN)/scrapy demo

# Four on two cores: many tests wait, for a server, a browser or the pace; a fifth process costs
# more for its imports than it brings. The tests of a file share one, see tests/conftest.py. What
# tests write is in memory where that has room: hundreds of ledgers wait for the disk at every commit.
PYTEST := TMPDIR=$$(set -- $$(df -Pm /dev/shm 2>/dev/null | tail -n 1); \
	[ "$${4:-0}" -gt 2000 ] && [ -w /dev/shm ] && echo /dev/shm || echo "$${TMPDIR:-/tmp}") \
	$(BIN)/python -m pytest -n 4 --dist loadfile

# The tests start hundreds of processes: without bytecode each would compile the package anew.
# What commands print is buffered for their users, so for the tests, too.
unexport PYTHONDONTWRITEBYTECODE PYTHONUNBUFFERED

# In a fresh clone mypy takes a minute of one core: the tests begin meanwhile.
test: .venv/test.stamp browser tools
	@$(MAKE) --no-print-directory -j 2 lint pytest

pytest: .venv/collected.stamp
	$(PYTEST)

# The same tests at the full figures.
soak: .venv/test.stamp browser tools
	SOAK=1 $(PYTEST)

# A stranger's first minutes: a new user, pip install of the wheel, crawl, search, export, browse.
fresh-user: .venv/test.stamp
	tests/fresh_user.sh

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Broken input without end for everything that reads some: a few minutes of it.
fuzz: .venv/test.stamp
	$(BIN)/python -m tests.fuzz --seconds 180

# Commands killed, stopped and starved a thousand times; then every promise is checked.
chaos: .venv/test.stamp
	$(BIN)/python -m tests.chaos

bench: .venv/test.stamp
	$(BIN)/python -m tests.bench

# docs/ as a site that opens from disk or any web server; a link that leads nowhere fails.
docs: .venv/docs.stamp
	$(BIN)/zensical build --config-file mkdocs.yml --strict

# The schema files of a new schema_version, from the item classes, and those of the arguments, by
# which schedules are checked.
schemas: .venv/test.stamp
	$(BIN)/python -m mayadeen_crawler.schemas.write_files
	$(BIN)/scrapy schema --arguments > deploy/arguments.json

# The tests of script-only listings need a Chromium: the system's, else one is
# installed, by apt-get as root, by playwright for anybody else.
HAS_BROWSER = $(BIN)/python -c 'import sys; from scrapy.utils.project import get_project_settings; \
	from mayadeen_crawler.middlewares.chromium.locate import find_browser; \
	sys.exit(find_browser(get_project_settings()) is None)'

browser: .venv/test.stamp
	@$(HAS_BROWSER) || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy chromium; } || \
		$(BIN)/playwright install chromium || true
	@$(HAS_BROWSER) || { echo "No Chromium could be installed: see above"; exit 1; }

# The units of deploy/ are checked by systemd's own tool, backups are made with sqlite3,
# two questions to the feeds are asked by jq, too, and one WARC file is made by wget.
# Where they cannot be had, the tests that need them are skipped, and say so.
tools:
	@command -v systemd-analyze >/dev/null && command -v sqlite3 >/dev/null && \
		command -v jq >/dev/null && command -v wget >/dev/null || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy \
		--no-install-recommends systemd sqlite3 jq wget; } || true

# Every pin of constraints.txt with the hashes of its files, and the part that a server installs;
# a pin that Debian 12's own Python, 3.11.2, cannot install is an error.
lock: | .venv/bin/python
	@$(PYTHON) -m venv build/lock && build/lock/bin/pip --disable-pip-version-check -q install uv
	@set -e; cd $(CURDIR); lock() { build/lock/bin/uv pip compile -q --no-config --no-header \
		--no-annotate --no-emit-index-url --generate-hashes --python-version 3.11.2 "$$@"; }; \
		lock --no-deps constraints.txt -o requirements.lock; \
		lock --extra all --no-emit-package pip -c constraints.txt setup.py \
			-o requirements-server.lock

# What a release is made of (CycloneDX): what a server installs, with its hashes.
sbom:
	@$(PYTHON) -m venv build/sbom && \
		build/sbom/bin/pip --disable-pip-version-check -q install cyclonedx-bom
	@mkdir -p dist && printf '[project]\nname = "mayadeen-crawler"\nversion = "%s"\n' \
		"$$(sed -n 's/^__version__ = "\(.*\)"/\1/p' mayadeen_crawler/__init__.py)" > build/sbom/project.toml
	@build/sbom/bin/cyclonedx-py requirements requirements-server.lock --output-reproducible \
		--pyproject build/sbom/project.toml --mc-type application -o dist/mayadeen-crawler.cdx.json
	@echo "dist/mayadeen-crawler.cdx.json"

# What Scrapyd runs: every folder and data file of the package in a zip.
egg: .venv/test.stamp
	mkdir -p dist
	$(BIN)/scrapyd-deploy --build-egg dist/mayadeen_crawler.egg

clean:
	rm -rf .venv build dist *.egg-info demo-output site

# The extras are described in setup.py. The demo ends with a report, which needs [analysis].
.venv/demo.stamp: setup.py constraints.txt | .venv/bin/python
	@echo "Installing the crawler, its replica and its report into .venv (about a minute) ..."
	@$(PIP) install -c constraints.txt -e '.[demo,analysis]'
	@echo "Installed. Starting the demo ..."
	@touch $@

.venv/test.stamp: setup.py constraints.txt | .venv/bin/python
	@echo "Installing the crawler with all extras and the test tools into .venv (about two minutes) ..."
	@$(PIP) install -c constraints.txt -e '.[test]'
	@echo "Installed."
	@touch $@

# In a fresh clone one process compiles the tests, on the core that lint leaves free, and has
# Hypothesis look for constants in the whole package and make its tables of characters, both of which
# it keeps: else each of the four does it. What is wrong with a test is said by its own run.
.venv/collected.stamp: .venv/test.stamp
	@$(BIN)/python -m pytest -qq -k test_canonical >/dev/null 2>&1 || true
	@touch $@

.venv/docs.stamp: setup.py constraints.txt | .venv/bin/python
	@echo "Installing what builds the docs into .venv ..."
	@$(PIP) install -c constraints.txt -e '.[docs]'
	@echo "Installed."
	@touch $@

# Debian ships Python without its venv module: as root it is installed.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ..."; exit 1; }
	@echo "Creating a Python environment in .venv ..."
	@$(PYTHON) -m venv .venv 2>/dev/null || { \
		rm -rf .venv; \
		[ "$$(id -u)" = 0 ] || { echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }; \
		apt-get update -q && apt-get install -qy python3-venv && $(PYTHON) -m venv .venv; }
