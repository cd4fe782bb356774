# What people and CI run. Every target sets itself up first; that takes make, Python 3.11 or newer and a package index. The
# engine needs Go too where there is neither a pulumi on PATH nor a way to download one.

UV_VERSION := 0.13.9
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
STACK ?= initial
FROM ?= initial
TO ?= 10k
PYTHON ?=

# What is passed in is data: `value` keeps make from expanding it, the quotes keep the shell from doing so.
override STACK := $(strip $(value STACK))
override FROM := $(strip $(value FROM))
override TO := $(strip $(value TO))
override PYTHON := $(strip $(value PYTHON))
quoted = '$(subst ','\'',$(1))'

stacks := $(sort $(patsubst Pulumi.%.yaml,%,$(wildcard Pulumi.*.yaml)))
known_stack = $(and $(filter 1,$(words $(STACK))),$(filter $(stacks),$(STACK)))

# Stamps, written last, so that an interrupted set-up is done again. The name of the second holds a sum of what it follows
# from; a clone that was moved, or whose Python is gone, counts as new too.
uv := .tools/.uv-$(UV_VERSION)
ready := .venv/.ready-$(shell { pwd; cat requirements.txt pyproject.toml; } 2>/dev/null | cksum | tr ' ' -)
python_gone := $(if $(realpath .venv/bin/python),,python-gone)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help preview rehearse accept setup test check format lock clean engine lint types known-stack python-gone

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## /\1|/p' Makefile | while IFS='|' read -r target what; do \
		printf 'make %-10s%s\n' "$$target" "$$what"; done
	@echo 'STACK is one of: '$(call quoted,$(stacks))

preview: known-stack $(ready) ## show the engine's plan of STACK=initial; needs no AWS account
	@.venv/bin/academy preview $(call quoted,$(STACK))

rehearse: $(ready) ## grow from FROM=initial to TO=10k and go back, in the sandbox
	@.venv/bin/academy rehearse $(call quoted,$(FROM)) $(call quoted,$(TO))

setup: $(ready) ## set up .venv, which the other targets do by themselves

accept: $(ready) ## write anew what is generated: identities, diagrams, the configuration reference
	@.venv/bin/academy accept

test: engine lint types ## everything that must hold: lint, types and all tests
	@echo '== tests: all'
	@.venv/bin/pytest -n 2 --dist loadfile

check: lint types ## the inner loop: lint, types and the tests that need no engine
	@echo '== tests: without the engine'
	@.venv/bin/pytest -n 2 --dist loadfile -m 'not engine'

format: $(ready) ## format the code, and mend what lint can mend
	@.venv/bin/ruff check --fix-only
	@.venv/bin/ruff format

lock: $(uv) ## write requirements.txt anew after a change of pyproject.toml
	@.tools/bin/uv pip compile --quiet --universal --python-version 3.11 --group dev --generate-hashes --no-header \
		--output-file requirements.txt pyproject.toml

clean: ## remove what make made in this folder; the engine stays in your cache
	@rm -rf .venv .tools .hypothesis .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

engine: $(ready)
	@echo '== engine'
	@.venv/bin/python -m sandbox.engine

lint: $(ready)
	@echo '== lint'
	@.venv/bin/ruff check
	@echo '== format'
	@.venv/bin/ruff format --check

types: $(ready)
	@echo '== types'
	@.venv/bin/basedpyright

known-stack:
	@$(if $(known_stack),:,$(error there is no Pulumi.$(STACK).yaml: STACK is one of $(stacks)))

# One set-up at a time: the lock is an open file that the command inherits, so the kernel lets go of it when the command ends.
locked = $(1) -c 'import fcntl, os, sys; lock = os.open("Makefile", os.O_RDWR); fcntl.flock(lock, fcntl.LOCK_EX); \
	os.set_inheritable(lock, True); os.execvp("sh", ["sh", "-euc", sys.argv[1], sys.executable])'

$(ready): $(python_gone) | $(uv)
	@$(call locked,.tools/bin/python) ' \
		if test -e $@ && .venv/bin/python -c "" 2>/dev/null; then exit; fi; \
		echo "setting up .venv, this once" >&2; \
		export UV_COMPILE_BYTECODE=1 UV_PYTHON_DOWNLOADS=never; \
		uv() { .tools/bin/uv "$$@"; }; \
		rm -rf .venv; \
		uv venv --quiet --seed --python .tools/bin/python .venv; \
		uv pip sync --quiet --python .venv/bin/python --require-hashes requirements.txt; \
		uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .; \
		touch $@'

# pip asks rustc for its version, and a rustc that is rustup's would write to the home folder.
$(uv):
	$(if $(filter error:,$(firstword $(python))),$(error $(wordlist 2,99,$(python))))
	@$(call locked,$(call quoted,$(python))) ' \
		if test -e $@; then exit; fi; \
		echo "setting up .tools, this once" >&2; \
		rm -rf .tools; \
		export RUSTUP_HOME="$$PWD/.tools/rustup"; \
		"$$0" -m venv .tools; \
		.tools/bin/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION); \
		touch $@'

# The first Python that is new enough and can make virtual environments, or "error:" and what to do.
python = $(eval python := $$(find_python))$(python)
find_python = $(shell \
	set -- $(if $(PYTHON),$(call quoted,$(PYTHON)),$(PYTHONS)); \
	answer="error: Python 3.11 or newer is needed, and this does not run: $$*; PYTHON=... names another"; \
	for python; do \
		version=$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
		if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then \
			answer="error: Python 3.11 or newer is needed, $$python is $$version; PYTHON=... names another"; \
		elif ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "error: $$python has no venv module; on Debian and Ubuntu install python$$version-venv"; exit; \
		else echo "$$python"; exit; fi; \
	done; \
	echo "$$answer")
