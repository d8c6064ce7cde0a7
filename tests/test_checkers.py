"""The checkers are part of the tests: a failing test shows their findings."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def test_ruff_finds_nothing() -> None:
    run("-m", "ruff", "check", ".")


def test_the_code_is_formatted() -> None:
    run("-m", "ruff", "format", "--check", ".")


def test_mypy_finds_nothing() -> None:
    run("-m", "mypy")


def test_import_contracts_are_kept() -> None:
    run("-c", LINT_IMPORTS)


def test_biome_finds_nothing() -> None:
    done = subprocess.run(
        ["biome", "ci", "--error-on-warnings", "--colors=off", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


def run(*arguments: str, program: str = sys.executable) -> None:
    """Run a tool, by this Python if it is not a program, in the repository; the test fails with its output."""
    done = subprocess.run([program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"
