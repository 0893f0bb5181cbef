# 园图 Yuantu. `make run` and `make test` do all the set-up on a fresh Debian 12 or Ubuntu 24.04; nothing else to remember.
SHELL := /bin/bash
PY := .venv/bin/python
KERNELS := $(shell grep -ls "import compiled" spatial/*.py spatial/*/*.py)

.PHONY: run test check bench kill-test screenshots newcomer putuo-story pictures lock setup
.DEFAULT_GOAL := run

run: PURPOSE := run
run: setup .venv/kernels.stamp  ## open the window on the starter project (no display: export the starter maps)
	@$(PY) main.py

test: setup .venv/kernels.stamp check  ## everything that must hold
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: setup  ## style, types, and imports that run downward only
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

bench: setup .venv/kernels.stamp  ## ratios against the libraries a user would otherwise use, measured in one run
	@$(PY) -m benchmarks $(ONLY)

kill-test: setup .venv/kernels.stamp  ## SIGKILL at 200 random moments: editing, saving, with the disk full, read-only; 20 whole windows
	@QT_QPA_PLATFORM=offscreen $(PY) tests/killing.py --count 200

screenshots: setup .venv/kernels.stamp  ## the pictures of the README and docs, from the real window
	@$(PY) docs/make_screenshots.py

newcomer: setup .venv/kernels.stamp  ## a newcomer's first hour with a real mouse and keyboard (xvfb, xdotool), pictures into docs/images
	@env -u QT_QPA_PLATFORM xvfb-run -a -s "-screen 0 1440x900x24" $(PY) docs/newcomer.py

putuo-story: setup .venv/kernels.stamp  ## a parcel for a park, its shared border, two revisions, ledger and sheet, with a real mouse
	@env -u QT_QPA_PLATFORM xvfb-run -a -s "-screen 0 1440x900x24" $(PY) docs/putuo_story.py

pictures: setup .venv/kernels.stamp  ## every panel, dialog, menu and sheet in both languages, light and dark, 100 % and 200 %, checked
	@$(PY) docs/picture_matrix.py $(ONLY)

lock:  ## renew the lock files from pyproject.toml (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml \
		--group pyproject.toml:dev -c requirements.lock -o requirements-dev.lock

PURPOSE := test
setup:
	@bash .ci/setup $(PURPOSE)

# Compiled kernels are kept on disk beside their modules; compile them now, not at a user's first click.
.venv/kernels.stamp: $(KERNELS) | setup
	@rm -f spatial/__pycache__/*.nb? spatial/*/__pycache__/*.nb?  # the cache does not notice a change in a kernel that another module calls
	@echo "园图 | 编译计算内核 / compiling kernels (once)"
	@$(PY) -c "import $(shell echo $(KERNELS:.py=) | tr '/' '.' | sed 's/ /, /g')"
	@touch $@
