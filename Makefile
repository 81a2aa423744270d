# Every target does its own set-up, in .venv, from the lock files. `make help` lists them.

PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip --disable-pip-version-check --no-input -q
UV     := uv>=0.9,<1

.DEFAULT_GOAL := site
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

.PHONY: site
site: $(VENV)/runtime.stamp  ## build the site into site/ (what plain `make` does)
	@$(PY) build.py build

.PHONY: setup
setup: $(VENV)/runtime.stamp  ## install what the build needs into .venv/, and nothing else

.PHONY: serve
serve: $(VENV)/runtime.stamp  ## preview with drafts; the page reloads when you save
	@$(PY) build.py serve

.PHONY: check
check: lint $(VENV)/runtime.stamp  ## lint, types, and everything about the content, writing nothing
	@$(PY) build.py check

.PHONY: test
test: lint browser tools node  ## lint, types and the tests (a few minutes)
	@CHROMIUM="$$(cat $(VENV)/chromium)" $(PY) -m pytest -q -n auto --dist worksteal

.PHONY: prove
prove: browser tools node pythons cms  ## every test with its full counts (up to 25 minutes)
	@CHROMIUM="$$(cat $(VENV)/chromium)" GAZETTE_PROVE=1 $(PY) -m pytest -q -n auto --dist worksteal

.PHONY: fuzz
fuzz: $(VENV)/test.stamp  ## search for inputs that do harm, for SECONDS=60 of the processor
	@$(PIP) install --require-hashes --upgrade --target $(VENV)/fuzz -r requirements-fuzz.txt 2>/dev/null || true
	@PYTHONPATH=.:$(VENV)/fuzz $(PY) -m tests.fuzz.campaign $(or $(SECONDS),60)

.PHONY: faults
faults: $(VENV)/test.stamp  ## refuse workers, and the rebuilds of serve and watch, every single operation (a few minutes)
	@GAZETTE_FAULTS=all $(PY) -m pytest -q -n auto --dist worksteal tests/test_worker_faults.py tests/test_staying_faults.py

.PHONY: bench
bench: $(VENV)/runtime.stamp  ## time gazette beside Hugo and six others, and write docs/performance.md (25 minutes)
	@$(PY) bench/run.py

.PHONY: scale
scale: $(VENV)/runtime.stamp  ## build sites of up to 50,000 posts, and write the curves of docs/performance.md (an hour)
	@$(PY) bench/scale.py

.PHONY: lock
lock: $(VENV)/made.stamp  ## remake the lock files from pyproject.toml (UPGRADE=1 for the newest of all)
	@test -x .venv-lock/bin/uv || { $(PY) -m venv --clear .venv-lock && \
	  .venv-lock/bin/python -m pip --disable-pip-version-check --no-input -q install "$(UV)"; }
	@index="$${PIP_INDEX_URL:-$$($(PIP) config get global.index-url 2>/dev/null || true)}"; \
	if [ -n "$$index" ]; then export UV_DEFAULT_INDEX="$$index"; fi; \
	compile() { .venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade) pyproject.toml "$$@"; }; \
	compile -o requirements.txt >/dev/null && \
	compile --extra test -c requirements.txt -o requirements-test.txt >/dev/null && \
	group() { .venv-lock/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade) --group $$1 -o requirements-$$1.txt >/dev/null; }; \
	group fuzz && group audit
	@echo "lock: requirements.txt and its sisters are made; read the difference before you commit it."

.PHONY: audit
audit: $(VENV)/runtime.stamp  ## ask whether a pinned library has a known weakness (needs a network)
	@$(PY) tests/audit.py

.PHONY: pictures
pictures: browser cms  ## remake the pictures in docs/pictures/ (needs Chromium)
	@CHROMIUM="$$(cat $(VENV)/chromium)" $(PY) docs/pictures.py

.PHONY: clean
clean: $(VENV)/runtime.stamp  ## delete what builds have made (the site and the caches)
	@$(PY) build.py clean

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: lint
lint: $(VENV)/test.stamp
	@$(PY) -m ruff check -q
	@$(PY) -m ruff format -q --check
	@$(PY) -m mypy --no-error-summary

.PHONY: browser
browser: $(VENV)/test.stamp
	@sh tests/browser.sh > $(VENV)/chromium

.PHONY: tools
tools:
	@sh tests/tools.sh

.PHONY: node
node:
	@sh tests/node.sh

.PHONY: pythons
pythons:
	@sh tests/pythons.sh >/dev/null

.PHONY: cms
cms:
	@sh tests/cms.sh

# The stamps: each is newer than the lock file it was installed from. The second waits for the first,
# because two pips must not write to one .venv at once.

$(VENV)/test.stamp: requirements-test.txt $(VENV)/runtime.stamp
	@echo "set-up: what the tests need (once) ..."
	@$(PIP) install --require-hashes -r requirements-test.txt
	@touch $@

$(VENV)/runtime.stamp: requirements.txt $(VENV)/made.stamp
	@echo "set-up: what the build needs (once) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/made.stamp:
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo "gazette needs Python 3.11 or newer, and there is no $(PYTHON) here." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "gazette needs Python 3.11 or newer; $(PYTHON) is $$("$(PYTHON)" -V 2>&1)." >&2; \
	  echo "If a newer one is installed, name it: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  test "$$(id -u)" = 0 && command -v apt-get && apt-get update && \
	  apt-get install -y --no-install-recommends python3-venv; } </dev/null >/dev/null 2>&1 || true
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
	  echo "gazette needs Python's venv, and $(PYTHON) comes without it." >&2; \
	  echo "On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	@"$(PYTHON)" -m venv --clear $(VENV)
	@touch $@
