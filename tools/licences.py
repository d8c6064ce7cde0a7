"""Lists the licence of everything that a cinema runs on, in docs/licences.md: `python -m tools.licences`."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.txt"
LIST = ROOT / "docs" / "licences.md"
PINNED = re.compile(r"^([\w.-]+)(?:\[.*\])?==(\S+)", re.MULTILINE)
LONGEST = 60  # characters; some packages have the whole text there
TEXT = """# Licences

Everything in `requirements.txt`, and under which licence its package says that it is. `make lock` writes this list.

| Package | Version | Licence |
|---|---|---|
"""


def locked(lock: Path = LOCK) -> dict[str, str]:
    """Return what a file locks: versions by name."""
    return dict(PINNED.findall(lock.read_text(encoding="utf-8")))


def licence(name: str) -> str:
    """Return a package's licence as it says itself, from what is installed."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return "not installed on the machine where this list was made"
    return _expression(found) or _from_classifiers(found) or "see the package"


def _expression(found: Distribution) -> str:
    said = (*(found.metadata.get_all("License-Expression") or ()), *(found.metadata.get_all("License") or ()), "")[0]
    return "" if len(said) > LONGEST or "\n" in said else said


def _from_classifiers(found: Distribution) -> str:
    classified = found.metadata.get_all("Classifier") or []
    return ", ".join(line.split(" :: ")[-1] for line in classified if line.startswith("License :: "))


def main() -> None:
    """Write the list."""
    rows = [f"| {name} | {version} | {licence(name)} |\n" for name, version in sorted(locked().items())]
    LIST.write_text(TEXT + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
