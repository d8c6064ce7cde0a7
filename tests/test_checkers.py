"""The checkers are part of the tests: what they complain of is what a failing test says."""

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


def test_nobody_imports_whom_they_must_not() -> None:
    run("-c", LINT_IMPORTS)


def run(*arguments: str) -> None:
    """Run a tool with this Python in the repository; it fails the test with what it says."""
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"
