PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)
BIOME ?= $(if $(wildcard .venv/bin/biome),.venv/bin/biome,biome)
IF_BIOME = @if ! command -v $(BIOME) >/dev/null; then echo "no biome for this machine"; else
LINT_IMPORTS = from importlinter.cli import lint_imports_command; lint_imports_command()

LOCK = $(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock" $(LOCK_OPTIONS)

.DEFAULT_GOAL := help
.PHONY: help setup run test check fix lock audit sbom shots bench

help:  ## say what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/ /' | column -t -l 2

setup:  ## make .venv with everything in it, and check before each commit
	python3 -m venv .venv
	.venv/bin/python -m pip install -r requirements-dev.txt
	.venv/bin/pre-commit install

run:  ## open the cinema
	$(PYTHON) main.py

test:  ## run all tests; they include the checks
	$(PYTHON) -m pytest

check:  ## lint, format, types, who imports whom
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	$(PYTHON) -c "$(LINT_IMPORTS)"
	$(IF_BIOME) $(BIOME) ci --error-on-warnings .; fi

fix:  ## mend what can be mended by itself
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	$(IF_BIOME) $(BIOME) check --write .; fi

lock:  ## lock what requirements.in and requirements-dev.in name, with all they need and the hashes
	$(LOCK) requirements.in --output-file requirements.txt
	$(LOCK) requirements-dev.in --constraints requirements.txt --output-file requirements-dev.txt
	$(PYTHON) -m tools.licences

audit:  ## ask for known faults of what is locked
	$(PYTHON) -m tools.audit

sbom:  ## write what is in a cinema, as CycloneDX, into sbom.json
	$(PYTHON) -m uv tool run --from cyclonedx-bom==7.5.0 cyclonedx-py requirements requirements.txt --output-file sbom.json

shots:  ## take pictures of every screen and state, into shots/
	$(PYTHON) -m tools.shots

bench:  ## measure everything, against floors, in about ten minutes
	$(PYTHON) -m benchmarks
	$(PYTHON) -m benchmarks.browser
