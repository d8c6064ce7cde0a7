"""The checkers are part of the tests: a failing test shows their findings."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
UGLY = "var  x = 1;;\n"
SCRIPT = "export const one = 1;\n"

Run = subprocess.CompletedProcess[str]


@pytest.fixture
def biome() -> str:
    """Return the biome beside this Python, whose environment need not be active.

    There is none where requirements-dev.txt has none for the machine; CI's machines have one.
    """
    found = shutil.which("biome", path=Path(sys.executable).parent)
    if found is None and not os.environ.get("CI"):
        pytest.skip("no biome for this machine: scripts and styles are not checked")
    assert found, "no biome beside this Python"
    return found


def test_ruff_finds_nothing() -> None:
    finds_nothing(run(sys.executable, "-m", "ruff", "check", "."))


def test_the_code_is_formatted() -> None:
    finds_nothing(run(sys.executable, "-m", "ruff", "format", "--check", "."))


def test_mypy_finds_nothing() -> None:
    finds_nothing(run(sys.executable, "-m", "mypy"))


def test_import_contracts_are_kept() -> None:
    finds_nothing(run(sys.executable, "-c", LINT_IMPORTS))


def test_biome_finds_nothing(biome: str) -> None:
    finds_nothing(check_with(biome, ROOT))


@pytest.mark.parametrize("ignored", [".venv/lib", "venv", "shots", "assets/.venv", "assets/vendor"])
def test_biome_passes_over_what_is_ignored(biome: str, tmp_path: Path, ignored: str) -> None:
    house = with_files(tmp_path, "assets/ours.js", SCRIPT)
    finds_nothing(check_with(biome, with_files(house, f"{ignored}/theirs.js", UGLY)))


def test_biome_checks_what_is_ours(biome: str, tmp_path: Path) -> None:
    done = check_with(biome, with_files(tmp_path, "assets/ours.js", UGLY))
    assert done.returncode == 1
    assert "assets/ours.js" in done.stdout + done.stderr


def with_files(directory: Path, name: str, text: str) -> Path:
    """Put a script into a directory that has the repository's rules."""
    for rules in ("biome.json", ".gitignore"):
        shutil.copy(ROOT / rules, directory)
    file = directory / name
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return directory


def check_with(biome: str, directory: Path) -> Run:
    return run(biome, "ci", "--error-on-warnings", "--colors=off", ".", directory=directory)


def finds_nothing(done: Run) -> None:
    """Fail with what the tool says, if it finds anything."""
    assert done.returncode == 0, f"\n{done.stdout}{done.stderr}"


def run(program: str, *arguments: str, directory: Path = ROOT) -> Run:
    return subprocess.run([program, *arguments], cwd=directory, capture_output=True, text=True, check=False)
